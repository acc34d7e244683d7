package io.millrace.runtime.kafka;

import io.millrace.runtime.event.BusException;
import io.millrace.runtime.worker.UserMistake;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a Kafka cluster.
 *
 * @param bootstrapServers addresses, host:port, separated by commas
 * @param startDeadline    how long to wait for the first answer
 * @param deadline         how long to wait for a broker that was there and went away, before giving up
 * @param clientSettings   further settings of the Kafka clients, such as those of security; may be empty
 */
public record KafkaConnection(
        String bootstrapServers, Duration startDeadline, Duration deadline, Map<String, String> clientSettings) {

    // A member that died is missed after this long. Six seconds is the least that brokers allow unless told otherwise.
    private static final int SESSION_TIMEOUT_MILLIS = 6000;

    public KafkaConnection {
        clientSettings = Map.copyOf(clientSettings);
    }

    int startDeadlineMillis() {
        return (int) Math.min(Integer.MAX_VALUE, startDeadline.toMillis());
    }

    private int deadlineMillis() {
        return (int) Math.min(Integer.MAX_VALUE, deadline.toMillis());
    }

    Map<String, Object> with(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        all.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        all.putAll(settings);
        all.putAll(clientSettings);
        return all;
    }

    /** Settings of a reader that chooses its own positions. */
    Map<String, Object> alone() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Offsets that are no longer kept stand for the oldest record that is.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaBus.MESSAGE_LIMIT);
        // How long a source waits to learn where a partition begins or ends.
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, deadlineMillis());
        return with(settings);
    }

    /** Settings of a reader that chooses its own positions, and tells the broker under a group's name how far it is. */
    Map<String, Object> aloneAs(String group) {
        Map<String, Object> settings = new HashMap<>(alone());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return settings;
    }

    /** Settings of a member of a group that shares a topic's partitions. */
    Map<String, Object> memberOf(String group) {
        Map<String, Object> settings = new HashMap<>(alone());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MILLIS / 3);
        // Members keep their partitions while others come and go.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.putAll(clientSettings);
        return settings;
    }

    Map<String, Object> producer(int lingerMillis, int batchBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaBus.MESSAGE_LIMIT);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * KafkaBus.MESSAGE_LIMIT);
        // The producer insists that gathering and one request fit into the deadline.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(10_000, deadlineMillis() - lingerMillis));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadlineMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadlineMillis());
        return with(settings);
    }

    BusException absent(Throwable cause) {
        return new BusException(
                "No Kafka broker answers at " + bootstrapServers + " (waited " + startDeadline.toSeconds()
                        + " s). Check that the broker runs, that the address and port are those it advertises, that"
                        + " no firewall stands between, and, if it asks for a password or for TLS, the file given"
                        + " with --kafka-config.",
                cause);
    }

    /** The broker was there, and has been away for longer than the deadline. */
    BusException gone(@Nullable Throwable cause) {
        String message = "The Kafka broker at " + bootstrapServers + " has not answered for " + deadline.toSeconds()
                + " s. What was acknowledged is kept; start this service again when the broker is back.";
        return cause == null ? new BusException(message) : new BusException(message, cause);
    }

    /**
     * A client gave a message up. It goes by the wall clock, and takes a clock that leaps for time that passed.
     *
     * @param passed since the message was to be sent, by a clock that only goes forward
     */
    BusException outOfTime(Duration passed, Throwable cause) {
        if (passed.compareTo(deadline.dividedBy(2)) >= 0) {
            return gone(cause);
        }
        return new BusException(
                "Kafka's client gave a message to " + bootstrapServers + " up after " + passed.toMillis()
                        + " ms, for it goes by the clock of this machine, and that leapt ahead. What was acknowledged is"
                        + " kept; start this service again.",
                cause);
    }

    /** The clients cannot even be made: an address or a setting is not what it should be. */
    UserMistake unusable(KafkaException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new UserMistake(
                "The Kafka clients cannot be set up for " + bootstrapServers + ": " + root.getMessage()
                        + ". Check the address, host:port, and the file given with --kafka-config.",
                cause);
    }

    /** What a failure of the Kafka clients means to a user. */
    BusException explained(@Nullable Throwable cause) {
        if (cause instanceof AuthenticationException) {
            return new BusException(
                    "The Kafka broker at " + bootstrapServers + " refuses this client: " + cause.getMessage()
                            + ". Check user, password and security protocol in the file given with --kafka-config.",
                    cause);
        }
        if (cause instanceof AuthorizationException) {
            return new BusException(
                    "The Kafka broker at " + bootstrapServers + " forbids what this service needs: "
                            + cause.getMessage() + ". Ask its operator for access to topics and groups that begin with"
                            + " \"millrace.\".",
                    cause);
        }
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return absent(cause);
        }
        return new BusException(
                "The Kafka broker at " + bootstrapServers + " failed: "
                        + (cause == null ? "unknown" : cause.toString()),
                cause == null ? new IllegalStateException("no cause") : cause);
    }
}
