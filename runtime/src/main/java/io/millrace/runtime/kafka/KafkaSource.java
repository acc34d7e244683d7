package io.millrace.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import io.millrace.schemas.UndecodableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** A Kafka consumer as an event source. */
final class KafkaSource<V extends SpecificRecordBase> implements EventSource<V> {

    private static final long CONNECTION_CHECK_NANOS = 1_000_000_000L;

    private final Topic<V> topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Rejections rejections;
    private final BrokerWatch watch;
    private final Set<Integer> partitions = new TreeSet<>();
    private final @Nullable Metric connections;
    private long checkedAt = System.nanoTime();

    KafkaSource(Topic<V> topic, KafkaConsumer<byte[], byte[]> consumer, Rejections rejections, BrokerWatch watch) {
        this.topic = topic;
        this.consumer = consumer;
        this.rejections = rejections;
        this.watch = watch;
        this.connections = consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-count"))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Reads all partitions from these offsets. */
    void assign(List<Long> positions) {
        List<TopicPartition> all = IntStream.range(0, positions.size())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        consumer.assign(all);
        for (TopicPartition partition : all) {
            consumer.seek(partition, positions.get(partition.partition()));
            partitions.add(partition.partition());
        }
    }

    /** Shares the partitions with the other members of the consumer's group. */
    void subscribe() {
        consumer.subscribe(List.of(topic.name()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
                consumer.seekToEnd(assigned);
                for (TopicPartition partition : assigned) {
                    // Asking for the position fixes it now: what is sent from here on will be seen.
                    consumer.position(partition);
                    partitions.add(partition.partition());
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                revoked.forEach(partition -> partitions.remove(partition.partition()));
            }
        });
    }

    @Override
    public List<Event<V>> poll(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
            checkConnection(records.isEmpty());
            return decoded(records);
        } catch (InterruptException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (KafkaException refused) {
            throw new BusException("Cannot read " + topic.name() + ": " + refused.getMessage(), refused);
        }
    }

    @Override
    public Set<Integer> partitions() {
        return Set.copyOf(partitions);
    }

    @Override
    public long position(int partition) {
        return consumer.position(new TopicPartition(topic.name(), partition));
    }

    @Override
    public void reject(Event<V> event, String reason) {
        rejections.reject(
                topic.name(),
                event.partition(),
                event.offset(),
                event.key().getBytes(UTF_8),
                topic.codec().encode(event.value()),
                reason);
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }

    private List<Event<V>> decoded(ConsumerRecords<byte[], byte[]> records) {
        List<Event<V>> events = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                events.add(event(record));
            } catch (UndecodableRecordException undecodable) {
                rejections.reject(
                        topic.name(),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value(),
                        String.valueOf(undecodable.getMessage()));
            }
        }
        return events;
    }

    private Event<V> event(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new UndecodableRecordException("The record has no value.", null);
        }
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        return new Event<>(
                record.partition(), record.offset(), key, topic.codec().decode(value));
    }

    private void checkConnection(boolean idle) {
        if (!idle) {
            watch.answered();
            return;
        }
        long now = System.nanoTime();
        if (now - checkedAt > CONNECTION_CHECK_NANOS) {
            checkedAt = now;
            if (connections != null && connections.metricValue() instanceof Number count) {
                watch.connected(count.doubleValue() > 0);
            }
            watch.check();
        }
    }
}
