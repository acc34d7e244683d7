package io.millrace.monitoring.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * Computes the statistics of all runs of a cluster, together with every other instance of itself. As a worker
 * it only watches the threads of Kafka Streams, and fails when they have.
 */
public final class StatisticsStreams implements Worker {

    /** What the instances, their group and their inner topics are known by. */
    public static final String APPLICATION = "millrace-monitor";

    private static final String CONDITION = "statistics";
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    // A member that died is missed after this long, as in the other groups.
    private static final int SESSION_TIMEOUT_MILLIS = 6000;
    private static final int COMMIT_MILLIS = 1000;
    private static final int GATHER_MILLIS = 500;
    private static final int LOOK_MILLIS = 300;
    private static final int GATHER_BYTES = 1024 * 1024;
    private static final int NEW_TOPICS_MILLIS = 2000;
    private static final int MOST_POLLED = 5000;
    // Each of them stands for a whole poll.
    private static final int MOST_BUFFERED = 16;
    private static final int MESSAGE_LIMIT = 16 * 1024 * 1024;

    private final KafkaConnection connection;
    private final Health health;
    private final KafkaStreams streams;
    private volatile @Nullable Throwable failure;
    private boolean started;

    /**
     * Makes it; it starts with the first round.
     *
     * @param late is told of records that came too late: the run, and how many
     */
    public StatisticsStreams(
            KafkaConnection connection,
            StatisticsSettings settings,
            MeterRegistry meters,
            Health health,
            ObjLongConsumer<String> late) {
        this.connection = connection;
        this.health = health;
        this.streams = new KafkaStreams(new StatisticsTopology(settings, meters, late).build(), properties(connection));
        health.ready(CONDITION, false, "not started yet");
        streams.setStateListener(this::changed);
        streams.setUncaughtExceptionHandler(thrown -> {
            failure = thrown;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    }

    private static Properties properties(KafkaConnection connection) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.POLL_MS_CONFIG, LOOK_MILLIS);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, MOST_BUFFERED);
        properties.put(
                StreamsConfig.TASK_TIMEOUT_MS_CONFIG, connection.deadline().toMillis());
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(StreamsConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        // Whoever starts again after a kill must not wait for a transaction that nobody ends.
        properties.put(producer(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        properties.put(producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MESSAGE_LIMIT);
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MESSAGE_LIMIT);
        // Its own topics carry times by this machine's clock, and a broker refuses those that are an hour ahead of its
        // own.
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                String.valueOf(Long.MAX_VALUE));
        properties.put(consumer(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG), PolledTogether.class.getName());
        properties.put(consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MILLIS);
        properties.put(consumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_TIMEOUT_MILLIS / 3);
        properties.put(consumer(ConsumerConfig.METADATA_MAX_AGE_CONFIG), NEW_TOPICS_MILLIS);
        properties.put(consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MOST_POLLED);
        // Fewer and larger answers: each costs the same, whatever it holds.
        properties.put(consumer(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), GATHER_MILLIS);
        properties.put(consumer(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), GATHER_BYTES);
        properties.putAll(connection.clientSettings());
        return properties;
    }

    private static String producer(String setting) {
        return StreamsConfig.producerPrefix(setting);
    }

    private static String consumer(String setting) {
        return StreamsConfig.mainConsumerPrefix(setting);
    }

    @Override
    public String name() {
        return "statistics";
    }

    @Override
    public int runOnce() {
        if (!started) {
            started = true;
            streams.start();
        }
        LockSupport.parkNanos(WATCH_NANOS);
        Throwable thrown = failure;
        if (thrown != null || streams.state().hasCompletedShutdown()) {
            throw new BusException(
                    "The statistics of the cluster at " + connection.bootstrapServers() + " are not computed any more: "
                            + explained(thrown)
                            + ". What was computed is kept; start the monitor again when that is put right.",
                    thrown == null ? new IllegalStateException("Kafka Streams ended") : thrown);
        }
        return 0;
    }

    @Override
    public void close() {
        streams.close(CloseOptions.timeout(CLOSE_DEADLINE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private void changed(State now, State before) {
        health.ready(CONDITION, now == State.RUNNING, "the instances are sharing the work out, or the broker is away");
    }

    private static String explained(@Nullable Throwable thrown) {
        Throwable root = thrown;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? "Kafka Streams ended" : root.toString();
    }
}
