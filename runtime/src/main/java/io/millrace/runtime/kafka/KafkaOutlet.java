package io.millrace.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.runtime.event.Bus.Incident;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSink;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One idempotent producer, shared by the sinks of the same haste. */
final class KafkaOutlet {

    private static final int BULK_LINGER_MILLIS = 20;
    private static final int BULK_BATCH_BYTES = 256 * 1024;
    private static final int PROMPT_BATCH_BYTES = 64 * 1024;
    // More than Kafka adds to a record that is sent alone.
    private static final int FRAME_BYTES = 128;

    private final KafkaConnection connection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BrokerWatch watch;
    private final ClientIncidents incidents;

    private KafkaOutlet(
            KafkaConnection connection, Map<String, Object> settings, BrokerWatch watch, ClientIncidents incidents) {
        this.connection = connection;
        this.producer = new KafkaProducer<>(settings);
        this.watch = watch;
        this.incidents = incidents;
        incidents.opened(producer, producer.metrics(), Incident.RETRY, Incident.SEND_ERROR);
    }

    /** For what goes at once. */
    static KafkaOutlet prompt(KafkaConnection connection, BrokerWatch watch, ClientIncidents incidents) {
        return new KafkaOutlet(connection, connection.producer(0, PROMPT_BATCH_BYTES), watch, incidents);
    }

    /** For what is gathered for some milliseconds. */
    static KafkaOutlet bulk(KafkaConnection connection, BrokerWatch watch, ClientIncidents incidents) {
        return new KafkaOutlet(connection, connection.producer(BULK_LINGER_MILLIS, BULK_BATCH_BYTES), watch, incidents);
    }

    <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic) {
        return new EventSink<>() {
            @Override
            public void send(int partition, String key, V value) {
                KafkaOutlet.this.send(record(topic, partition, key, value));
            }

            @Override
            public void flush() {
                KafkaOutlet.this.flush();
            }
        };
    }

    /** A sink whose messages wait for one another. */
    <V extends SpecificRecordBase> EventSink<V> gatheringSink(Topic<V> topic) {
        return new EventSink<>() {

            private final List<ProducerRecord<byte[], byte[]>> gathered = new ArrayList<>();

            @Override
            public synchronized void send(int partition, String key, V value) {
                watch.check();
                gathered.add(record(topic, partition, key, value));
            }

            // In one go: the producer begins to send with the first, and takes along what is there by then.
            @Override
            public synchronized void dispatch() {
                gathered.forEach(KafkaOutlet.this::send);
                gathered.clear();
            }

            @Override
            public void flush() {
                dispatch();
                KafkaOutlet.this.flush();
            }
        };
    }

    void close() {
        Uninterrupted.close(() -> producer.close(Duration.ofSeconds(2)));
        // After it: closing sends what is left. The metrics that were looked up live on.
        incidents.closed(producer);
    }

    private static <V extends SpecificRecordBase> ProducerRecord<byte[], byte[]> record(
            Topic<V> topic, int partition, String key, V message) {
        byte[] keyBytes = key.getBytes(UTF_8);
        byte[] value = topic.codec().encode(message);
        requireSendable(topic.name(), keyBytes, value);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), partition, keyBytes, value);
        ValueChecksum.add(record.headers(), value);
        return record;
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        int length = record.value().length;
        watch.check();
        watch.sent();
        long began = System.nanoTime();
        try {
            // The callback tells how it went; the future would tell the same.
            var unused = producer.send(record, (where, refusal) -> {
                if (refusal == null) {
                    watch.acknowledged();
                } else {
                    watch.lost(undelivered(topic, length, began, refusal));
                }
            });
        } catch (InterruptException stop) {
            watch.withdrawn();
            throw new BusException("Stopped while sending to " + topic + ".", stop);
        } catch (KafkaException refused) {
            watch.withdrawn();
            throw undelivered(topic, length, began, refused);
        }
        // What the producer refuses at once it tells the callback, before it returns.
        watch.check();
    }

    private void flush() {
        try {
            producer.flush();
        } catch (InterruptException stop) {
            throw new BusException("Stopped while waiting for what was sent.", stop);
        }
        watch.check();
    }

    /** Said before the producer would, because a message that it refuses counts as lost and ends the bus. */
    private static void requireSendable(String topic, byte[] key, byte[] value) {
        if ((long) key.length + value.length + FRAME_BYTES > KafkaBus.MESSAGE_LIMIT) {
            throw tooLarge(topic, value.length, "the limit is " + KafkaBus.MESSAGE_LIMIT + " bytes", null);
        }
    }

    private BusException undelivered(String topic, int bytes, long began, Exception refusal) {
        if (refusal instanceof RecordTooLargeException) {
            return tooLarge(
                    topic,
                    bytes,
                    "the Kafka cluster at " + connection.bootstrapServers() + " refused it: " + refusal.getMessage(),
                    refusal);
        }
        if (refusal instanceof TimeoutException) {
            return connection.outOfTime(Duration.ofNanos(System.nanoTime() - began), refusal);
        }
        return connection.explained(refusal);
    }

    private static BusException tooLarge(String topic, int bytes, String why, @Nullable Exception cause) {
        String message = "A message for " + topic + " has " + bytes + " bytes and cannot be sent; " + why
                + ". Set lanes.environments or lanes.unroll to less, so that a lane says less at once.";
        return cause == null ? new BusException(message) : new BusException(message, cause);
    }
}
