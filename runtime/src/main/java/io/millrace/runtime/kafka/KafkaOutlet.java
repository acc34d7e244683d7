package io.millrace.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSink;
import io.millrace.schemas.Topic;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One idempotent producer, shared by the sinks of one kind of delivery. */
final class KafkaOutlet {

    private static final int BULK_LINGER_MILLIS = 5;
    private static final int BULK_BATCH_BYTES = 256 * 1024;
    private static final int PROMPT_BATCH_BYTES = 64 * 1024;
    // More than Kafka adds to a record that is sent alone.
    private static final int FRAME_BYTES = 128;

    private final KafkaConnection connection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BrokerWatch watch;

    KafkaOutlet(KafkaConnection connection, Delivery delivery, BrokerWatch watch) {
        this.connection = connection;
        this.producer = new KafkaProducer<>(
                delivery == Delivery.PROMPT
                        ? connection.producer(0, PROMPT_BATCH_BYTES)
                        : connection.producer(BULK_LINGER_MILLIS, BULK_BATCH_BYTES));
        this.watch = watch;
    }

    <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic) {
        return new EventSink<>() {
            @Override
            public void send(int partition, String key, V value) {
                KafkaOutlet.this.send(
                        topic.name(),
                        partition,
                        key.getBytes(UTF_8),
                        topic.codec().encode(value));
            }

            @Override
            public void flush() {
                KafkaOutlet.this.flush();
            }
        };
    }

    void close() {
        Uninterrupted.close(() -> producer.close(Duration.ofSeconds(2)));
    }

    private void send(String topic, int partition, byte[] key, byte[] value) {
        watch.check();
        requireSendable(topic, key, value);
        watch.sent();
        try {
            // The callback tells how it went; the future would tell the same.
            var unused = producer.send(new ProducerRecord<>(topic, partition, key, value), (where, refusal) -> {
                if (refusal == null) {
                    watch.acknowledged();
                } else {
                    watch.lost(undelivered(topic, value.length, refusal));
                }
            });
        } catch (InterruptException stop) {
            watch.withdrawn();
            throw new BusException("Stopped while sending to " + topic + ".", stop);
        } catch (KafkaException refused) {
            watch.withdrawn();
            throw undelivered(topic, value.length, refused);
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

    private BusException undelivered(String topic, int bytes, Exception refusal) {
        if (refusal instanceof RecordTooLargeException) {
            return tooLarge(
                    topic,
                    bytes,
                    "the Kafka cluster at " + connection.bootstrapServers() + " refused it: " + refusal.getMessage(),
                    refusal);
        }
        if (refusal instanceof TimeoutException) {
            return connection.gone(refusal);
        }
        return connection.explained(refusal);
    }

    private static BusException tooLarge(String topic, int bytes, String why, @Nullable Exception cause) {
        String message = "A message for " + topic + " has " + bytes + " bytes and cannot be sent; " + why
                + ". Set lanes.environments or lanes.unroll to less, so that a lane says less at once.";
        return cause == null ? new BusException(message) : new BusException(message, cause);
    }
}
