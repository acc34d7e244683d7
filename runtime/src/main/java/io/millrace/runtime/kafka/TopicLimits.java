package io.millrace.runtime.kafka;

import io.millrace.schemas.Retention;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic's retention in Kafka's words. Kafka deletes whole segments, and never the one that is written: left at their
 * usual size, a small limit would never be kept. So a segment is at most an eighth of what is kept.
 */
final class TopicLimits {

    private static final int SEGMENTS = 8;

    /** What a broker takes if nobody says anything. */
    private static final long USUAL_SEGMENT_BYTES = 1L << 30;

    private static final Duration USUAL_SEGMENT_TIME = Duration.ofDays(7);

    /** A batch of messages has to fit into a segment. */
    private static final long LEAST_SEGMENT_BYTES = KafkaBus.MESSAGE_LIMIT + (1L << 20);

    /** Each segment is three open files. */
    private static final Duration LEAST_SEGMENT_TIME = Duration.ofSeconds(1);

    private static final String NO_LIMIT = "-1";

    private TopicLimits() {}

    /** What a topic of so many partitions is set to. */
    static Map<String, String> of(Retention retention, int partitions) {
        long bytes = retention.bytesOfPartition(partitions);
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.RETENTION_MS_CONFIG, millis(retention));
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, bytes > 0 ? String.valueOf(bytes) : NO_LIMIT);
        settings.put(
                TopicConfig.SEGMENT_BYTES_CONFIG,
                String.valueOf(
                        bytes > 0
                                ? Math.min(USUAL_SEGMENT_BYTES, Math.max(LEAST_SEGMENT_BYTES, bytes / SEGMENTS))
                                : USUAL_SEGMENT_BYTES));
        settings.put(
                TopicConfig.SEGMENT_MS_CONFIG,
                String.valueOf(
                        retention.limitsTime()
                                ? Math.min(
                                        USUAL_SEGMENT_TIME.toMillis(),
                                        Math.max(
                                                LEAST_SEGMENT_TIME.toMillis(),
                                                retention.time().toMillis() / SEGMENTS))
                                : USUAL_SEGMENT_TIME.toMillis()));
        return settings;
    }

    /** The time of a retention. */
    static String millis(Retention retention) {
        return retention.limitsTime()
                ? String.valueOf(Math.max(1, retention.time().toMillis()))
                : NO_LIMIT;
    }

    /** The retention of a topic that is set like this, by Kafka's names. */
    static Retention read(UnaryOperator<String> settings, int partitions) {
        long millis = Long.parseLong(settings.apply(TopicConfig.RETENTION_MS_CONFIG));
        long bytes = Long.parseLong(settings.apply(TopicConfig.RETENTION_BYTES_CONFIG));
        return new Retention(Duration.ofMillis(Math.max(0, millis)), Math.max(0, bytes) * partitions);
    }
}
