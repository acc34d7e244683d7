package io.millrace.runtime.kafka;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.PositionBeyondEndException;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bus over a Kafka cluster. */
public final class KafkaBus implements Bus {

    /** Largest message: an unroll of many environments with large observations. */
    static final int MESSAGE_LIMIT = 16 * 1024 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaBus.class);
    private static final long VISIBLE_CHECK_NANOS = 20_000_000;

    private final KafkaConnection connection;
    private final BrokerWatch watch;
    private final ClientIncidents incidents = new ClientIncidents();
    private final Admin admin;
    private final Object outlets = new Object();
    private @Nullable KafkaOutlet prompt;
    private @Nullable KafkaOutlet bulk;

    /**
     * Connects.
     *
     * @throws BusException if no broker answers within the connection's first deadline, or it refuses
     * @throws UserMistake if an address or a client setting cannot be used
     */
    public KafkaBus(KafkaConnection connection) {
        this.connection = connection;
        this.watch = new BrokerWatch(connection, System::nanoTime);
        try {
            this.admin = Admin.create(connection.with(Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    connection.startDeadlineMillis(),
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    connection.startDeadlineMillis())));
        } catch (KafkaException unusable) {
            throw connection.unusable(unusable);
        }
        try {
            answer(admin.describeCluster().nodes());
        } catch (RuntimeException refused) {
            admin.close(Duration.ZERO);
            throw refused;
        }
        watch.start();
    }

    @Override
    public void create(Collection<Topic<?>> topics) {
        for (KafkaFuture<Void> made : admin.createTopics(
                        topics.stream().map(KafkaBus::described).toList())
                .values()
                .values()) {
            try {
                answer(made);
            } catch (TopicExistsException there) {
                LOGGER.atDebug().log(String.valueOf(there.getMessage()));
            }
        }
        topics.forEach(this::awaitVisible);
    }

    @Override
    public <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery) {
        requirePartitions(topic);
        return switch (delivery) {
            case PROMPT -> prompt().sink(topic);
            case TOGETHER -> prompt().gatheringSink(topic);
            case BULK -> bulk().sink(topic);
        };
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> member(Topic<V> topic, String group, Rejections rejections) {
        requirePartitions(topic);
        KafkaSource<V> source = source(topic, connection.memberOf(group), rejections);
        source.tellPositions();
        source.subscribe();
        return source;
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, Start start, Rejections rejections) {
        List<Long> positions = offsets(topic, start == Start.END ? OffsetSpec.latest() : OffsetSpec.earliest());
        return assigned(positions, source(topic, connection.alone(), rejections));
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, Rejections rejections) {
        PositionBeyondEndException.require(topic, positions, ends(topic));
        return assigned(positions, source(topic, connection.alone(), rejections));
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, String group, Rejections rejections) {
        PositionBeyondEndException.require(topic, positions, ends(topic));
        KafkaSource<V> source = source(topic, connection.aloneAs(group), rejections);
        source.tellPositions();
        return assigned(positions, source);
    }

    @Override
    public List<Long> told(Topic<?> topic, String group) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, OffsetAndMetadata> found = answer(admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
                .partitionsToOffsetAndMetadata(group));
        return partitions.stream()
                .map(partition -> {
                    OffsetAndMetadata position = found.get(partition);
                    return position == null ? UNTOLD : position.offset();
                })
                .toList();
    }

    @Override
    public List<Long> ends(Topic<?> topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    @Override
    public List<Long> beginnings(Topic<?> topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    @Override
    public List<Long> storedBytes(Topic<?> topic) {
        requirePartitions(topic);
        List<Integer> brokers =
                answer(admin.describeCluster().nodes()).stream().map(Node::id).toList();
        long[] bytes = new long[topic.partitions()];
        answer(admin.describeLogDirs(brokers).allDescriptions()).values().forEach(folders -> folders.values()
                .forEach(folder -> folder.replicaInfos().forEach((partition, replica) -> {
                    if (partition.topic().equals(topic.name())) {
                        // Each replica holds the same; one that follows may hold less for a moment.
                        bytes[partition.partition()] = Math.max(bytes[partition.partition()], replica.size());
                    }
                })));
        return Arrays.stream(bytes).boxed().toList();
    }

    @Override
    public Retention retention(Topic<?> topic) {
        requirePartitions(topic);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        Config config = Objects.requireNonNull(
                answer(admin.describeConfigs(List.of(resource)).all()).get(resource));
        return TopicLimits.read(name -> Objects.requireNonNull(config.get(name)).value(), topic.partitions());
    }

    @Override
    public void retain(Topic<?> topic, Retention retention) {
        requirePartitions(topic);
        List<AlterConfigOp> changes = TopicLimits.of(retention, topic.partitions()).entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        answer(admin.incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), changes))
                .all());
        Retention limits = TopicLimits.read(
                name -> Objects.requireNonNull(
                        TopicLimits.of(retention, topic.partitions()).get(name)),
                topic.partitions());
        // The controller knows of it first, and every broker a moment later.
        long end = System.nanoTime() + connection.startDeadline().toNanos();
        while (!retention(topic).equals(limits) && System.nanoTime() < end) {
            LockSupport.parkNanos(VISIBLE_CHECK_NANOS);
        }
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
    public long incidents(Incident kind) {
        return incidents.count(kind);
    }

    @Override
    public void close() {
        synchronized (outlets) {
            if (prompt != null) {
                prompt.close();
                prompt = null;
            }
            if (bulk != null) {
                bulk.close();
                bulk = null;
            }
        }
        Uninterrupted.close(() -> admin.close(Duration.ofSeconds(1)));
        watch.close();
    }

    private static <V extends SpecificRecordBase> KafkaSource<V> assigned(List<Long> positions, KafkaSource<V> source) {
        source.assign(positions);
        return source;
    }

    private <V extends SpecificRecordBase> KafkaSource<V> source(
            Topic<V> topic, Map<String, Object> settings, Rejections rejections) {
        return new KafkaSource<>(topic, new KafkaConsumer<>(settings), rejections, connection, watch, incidents);
    }

    private KafkaOutlet prompt() {
        synchronized (outlets) {
            if (prompt == null) {
                prompt = KafkaOutlet.prompt(connection, watch, incidents);
            }
            return prompt;
        }
    }

    private KafkaOutlet bulk() {
        synchronized (outlets) {
            if (bulk == null) {
                bulk = KafkaOutlet.bulk(connection, watch, incidents);
            }
            return bulk;
        }
    }

    private List<Long> offsets(Topic<?> topic, OffsetSpec which) {
        requirePartitions(topic);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions(topic).forEach(partition -> wanted.put(partition, which));
        var found = answer(admin.listOffsets(wanted).all());
        return partitions(topic).stream()
                .map(partition -> Objects.requireNonNull(found.get(partition)).offset())
                .toList();
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    /** A topic that was just made is known to its controller first, and to every broker a moment later. */
    private void awaitVisible(Topic<?> topic) {
        long end = System.nanoTime() + connection.startDeadline().toNanos();
        while (true) {
            try {
                requirePartitions(topic);
                return;
            } catch (BusException missing) {
                if (!(missing.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > end) {
                    throw missing;
                }
                LockSupport.parkNanos(VISIBLE_CHECK_NANOS);
            }
        }
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
        configuration.put(TopicConfig.RETENTION_MS_CONFIG, TopicLimits.millis(topic.retention()));
        if (topic.keep() == Topic.Keep.FOR_EVER && topic.retention().limited()) {
            configuration.putAll(TopicLimits.of(topic.retention(), topic.partitions()));
        }
        // By the broker's clock: a client's that jumps would make its records look old, or keep others for too long.
        configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        if (topic.keep().compacted()) {
            configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        if (topic.keep() == Topic.Keep.MINUTES) {
            configuration.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 * 1024 * 1024));
            // Minutes at full speed would be gigabytes, and nobody asks for the oldest of them.
            configuration.put(TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(256 * 1024 * 1024));
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
