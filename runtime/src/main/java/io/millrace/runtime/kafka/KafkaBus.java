package io.millrace.runtime.kafka;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The bus over a Kafka cluster. */
public final class KafkaBus implements Bus {

    /** Largest message: an unroll of many environments with large observations. */
    static final int MESSAGE_LIMIT = 16 * 1024 * 1024;

    private final KafkaConnection connection;
    private final BrokerWatch watch;
    private final Admin admin;
    private final Map<Delivery, KafkaOutlet> outlets = new HashMap<>();

    /**
     * Connects.
     *
     * @throws BusException if no broker answers within the connection's first deadline, or it refuses
     */
    public KafkaBus(KafkaConnection connection) {
        this.connection = connection;
        this.watch = new BrokerWatch(connection);
        this.admin = Admin.create(connection.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                connection.startDeadlineMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                connection.startDeadlineMillis())));
        try {
            answer(admin.describeCluster().nodes());
        } catch (RuntimeException refused) {
            admin.close(Duration.ZERO);
            throw refused;
        }
    }

    @Override
    public void create(Collection<Topic<?>> topics) {
        for (Topic<?> topic : topics) {
            try {
                answer(admin.createTopics(List.of(described(topic))).all());
            } catch (TopicExistsException there) {
                requirePartitions(topic);
            }
        }
    }

    @Override
    public <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery) {
        return outlet(delivery).sink(topic);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> member(Topic<V> topic, String group, Rejections rejections) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(connection.memberOf(group));
        KafkaSource<V> source = new KafkaSource<>(topic, consumer, rejections, watch);
        source.subscribe();
        return source;
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, Start start, Rejections rejections) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(connection.alone());
        KafkaSource<V> source = new KafkaSource<>(topic, consumer, rejections, watch);
        List<Long> positions = offsets(topic, start == Start.END ? OffsetSpec.latest() : OffsetSpec.earliest());
        source.assign(positions);
        return source;
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, Rejections rejections) {
        requirePartitions(topic);
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(connection.alone());
        KafkaSource<V> source = new KafkaSource<>(topic, consumer, rejections, watch);
        source.assign(positions);
        return source;
    }

    @Override
    public List<Long> ends(Topic<?> topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    @Override
    public double waitingSeconds() {
        return watch.waitingSeconds();
    }

    @Override
    public long unacknowledged() {
        return watch.unacknowledged();
    }

    @Override
    public void close() {
        synchronized (outlets) {
            outlets.values().forEach(KafkaOutlet::close);
            outlets.clear();
        }
        admin.close(Duration.ofSeconds(1));
    }

    private KafkaOutlet outlet(Delivery delivery) {
        synchronized (outlets) {
            return outlets.computeIfAbsent(delivery, kind -> new KafkaOutlet(connection, kind, watch));
        }
    }

    private List<Long> offsets(Topic<?> topic, OffsetSpec which) {
        requirePartitions(topic);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            wanted.put(new TopicPartition(topic.name(), partition), which);
        }
        var found = answer(admin.listOffsets(wanted).all());
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            offsets.add(Objects.requireNonNull(found.get(new TopicPartition(topic.name(), partition)))
                    .offset());
        }
        return offsets;
    }

    private void requirePartitions(Topic<?> topic) {
        TopicDescription description;
        try {
            description = Objects.requireNonNull(
                    answer(admin.describeTopics(List.of(topic.name())).allTopicNames())
                            .get(topic.name()));
        } catch (UnknownTopicOrPartitionException missing) {
            throw new BusException(
                    "Topic " + topic.name() + " does not exist on " + connection.bootstrapServers()
                            + ". Check the run's name with \"millrace runs\", or register the run first.",
                    missing);
        }
        if (description.partitions().size() != topic.partitions()) {
            throw new TopicMismatchException(
                    topic.name(), description.partitions().size(), topic.partitions());
        }
    }

    private static NewTopic described(Topic<?> topic) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MESSAGE_LIMIT));
        configuration.put(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(topic.keep().time().toMillis()));
        if (topic.keep().compacted()) {
            configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        if (topic.keep() == Topic.Keep.MINUTES) {
            configuration.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 * 1024 * 1024));
        }
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.<Short>empty())
                .configs(configuration);
    }

    /** The broker's answer, within the first deadline; failures as what they mean to a user. */
    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(connection.startDeadlineMillis() + 1000L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw translated(failed.getCause());
        } catch (TimeoutException silent) {
            throw connection.absent(silent);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while waiting for the broker.", stop);
        }
    }

    private RuntimeException translated(@Nullable Throwable cause) {
        if (cause instanceof TopicExistsException there) {
            return there;
        }
        if (cause instanceof UnknownTopicOrPartitionException missing) {
            return missing;
        }
        return connection.explained(cause);
    }
}
