package io.millrace.runtime.process;

import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to reach a Kafka cluster. */
public final class ConnectionOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Addresses of the Kafka cluster, separated by commas.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Further settings of the Kafka clients, such as user and password (a properties file).")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--start-deadline",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the cluster's first answer (default: ${DEFAULT-VALUE}).")
    private int startDeadlineSeconds;

    @Option(
            names = "--broker-deadline",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to wait for a broker that went away, before giving up (default: ${DEFAULT-VALUE}).")
    private int brokerDeadlineSeconds;

    /** Whether an address was given. */
    public boolean given() {
        return bootstrapServers != null;
    }

    /**
     * How to reach the cluster that the options name.
     *
     * @throws UserMistake if no address was given, a deadline is not above zero, or the file cannot be read
     */
    public KafkaConnection connection() {
        if (bootstrapServers == null) {
            throw new UserMistake("No Kafka cluster is named. Add --bootstrap-servers HOST:PORT.");
        }
        return connection(bootstrapServers);
    }

    /** How to reach the cluster at this address, with the other options as given. */
    public KafkaConnection connection(String address) {
        if (startDeadlineSeconds < 1 || brokerDeadlineSeconds < 1) {
            throw new UserMistake("--start-deadline and --broker-deadline are at least 1 second.");
        }
        return new KafkaConnection(
                address,
                Duration.ofSeconds(startDeadlineSeconds),
                Duration.ofSeconds(brokerDeadlineSeconds),
                clientSettings());
    }

    private Map<String, String> clientSettings() {
        if (kafkaConfig == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(kafkaConfig)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UserMistake(
                    "The file " + kafkaConfig + " given with --kafka-config cannot be read: " + unreadable.getMessage()
                            + ". Name a properties file of Kafka client settings.",
                    unreadable);
        }
        Map<String, String> settings = new HashMap<>();
        properties.forEach((key, value) -> settings.put(key.toString(), value.toString()));
        return settings;
    }
}
