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

/** One idempotent producer, shared by the sinks of one kind of delivery. */
final class KafkaOutlet {

    private static final int BULK_LINGER_MILLIS = 5;
    private static final int BULK_BATCH_BYTES = 256 * 1024;
    private static final int PROMPT_BATCH_BYTES = 64 * 1024;

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
                        topic.name(), partition, key, topic.codec().encode(value));
            }

            @Override
            public void flush() {
                KafkaOutlet.this.flush();
            }
        };
    }

    void close() {
        producer.close(Duration.ofSeconds(2));
    }

    private void send(String topic, int partition, String key, byte[] value) {
        watch.check();
        watch.sent();
        try {
            // The callback tells how it went; the future would tell the same.
            var unused = producer.send(
                    new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value),
                    (where, refusal) -> watch.acknowledged(refusal));
        } catch (InterruptException stop) {
            watch.acknowledged(null);
            throw new BusException("Stopped while sending to " + topic + ".", stop);
        } catch (KafkaException refused) {
            watch.acknowledged(null);
            throw connection.explained(refused);
        }
    }

    private void flush() {
        try {
            producer.flush();
        } catch (InterruptException stop) {
            throw new BusException("Stopped while waiting for what was sent.", stop);
        }
        watch.check();
    }
}
