package io.millrace.app.faults;

import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records to each of a run's topics that nobody should have sent, and remembers where they stand. */
final class Corruption {

    private static final Duration READ = Duration.ofSeconds(1);

    private final String broker;
    private final Topics topics;
    private final Random random;
    private final Set<String> sent = new HashSet<>();

    Corruption(String broker, Topics topics, long seed) {
        this.broker = broker;
        this.topics = topics;
        this.random = new Random(seed);
    }

    void strike() {
        Map<String, Object> address = Map.of("bootstrap.servers", broker);
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(address, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(address, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Topic<?> topic : topics.all()) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    send(producer, topic, partition, last(consumer, new TopicPartition(topic.name(), partition)));
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        } catch (ExecutionException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** The topics of which not every such record stands in quarantine. */
    List<String> notKept(List<Event<RejectedRecord>> quarantine) {
        Set<String> kept = new HashSet<>();
        quarantine.forEach(event -> kept.add(place(
                event.value().getTopic(),
                event.value().getPartition(),
                event.value().getOffset())));
        return sent.stream().filter(place -> !kept.contains(place)).sorted().toList();
    }

    /** Records that were sent. */
    int count() {
        return sent.size();
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            Topic<?> topic,
            int partition,
            @Nullable ConsumerRecord<byte[], byte[]> last)
            throws InterruptedException, ExecutionException {
        byte[] garbage = new byte[64];
        random.nextBytes(garbage);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(new ProducerRecord<>(topic.name(), partition, new byte[] {'0'}, garbage));
        records.add(new ProducerRecord<>(topic.name(), partition, new byte[] {'0'}, new byte[0]));
        if (last != null && last.value() != null && last.value().length > 1) {
            byte[] value = last.value();
            Headers headers = last.headers();
            byte[] truncated = Arrays.copyOf(value, value.length - 1 - random.nextInt(value.length - 1));
            records.add(new ProducerRecord<>(topic.name(), partition, last.key(), truncated, headers));
            byte[] altered = value.clone();
            altered[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            records.add(new ProducerRecord<>(topic.name(), partition, last.key(), altered, headers));
            if (topic.name().equals(topics.transitions().name())) {
                records.addAll(lies(partition, last));
            }
        }
        for (ProducerRecord<byte[], byte[]> record : records) {
            RecordMetadata where = producer.send(record).get();
            sent.add(place(where.topic(), where.partition(), where.offset()));
        }
    }

    /** Unrolls that can be read, and that are not this lane's. */
    private List<ProducerRecord<byte[], byte[]>> lies(int partition, ConsumerRecord<byte[], byte[]> last) {
        Topic<Unroll> topic = topics.transitions();
        Unroll truth;
        try {
            truth = topic.codec().decode(last.value());
        } catch (RuntimeException damaged) {
            // Another such record came last.
            return List.of();
        }
        return List.of(
                        Unroll.newBuilder(truth).setRun("another").build(),
                        Unroll.newBuilder(truth).setLane(RunUnderTest.LANES).build(),
                        Unroll.newBuilder(truth)
                                .setNumber(truth.getNumber() + 9)
                                .build(),
                        Unroll.newBuilder(truth)
                                .setNumber(truth.getNumber() + 1_000_000)
                                .build())
                .stream()
                .map(lie -> new ProducerRecord<>(
                        topic.name(), partition, last.key(), topic.codec().encode(lie)))
                .toList();
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> last(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        long end = consumer.position(partition);
        if (end == 0) {
            return null;
        }
        // The very last may be the end of a transaction.
        consumer.seek(partition, Math.max(0, end - 3));
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(READ).records(partition);
        return records.isEmpty() ? null : records.get(records.size() - 1);
    }

    private static String place(String topic, int partition, long offset) {
        return topic + "[" + partition + "]@" + offset;
    }
}
