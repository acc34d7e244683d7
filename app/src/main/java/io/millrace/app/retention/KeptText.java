package io.millrace.app.retention;

import io.millrace.app.report.TextTable;
import io.millrace.schemas.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is kept, in words. */
public final class KeptText {

    private KeptText() {}

    /** What is there of each topic, and what rests on it. */
    public static List<String> of(List<KeptTopic> topics, List<Resting> resting) {
        List<String> lines = new ArrayList<>();
        for (KeptTopic topic : topics) {
            lines.add(topic.name() + ": kept " + words(topic.retention()));
        }
        lines.add("");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("topic", "partition", "oldest", "next", "records", "size", "from", "to"));
        topics.forEach(topic -> topic.partitions().forEach(partition -> rows.add(row(topic.name(), partition))));
        lines.addAll(TextTable.aligned(rows));
        lines.add("");
        lines.add(resting.isEmpty() ? "Nothing rests on the transitions." : "What rests on the transitions:");
        resting.forEach(rest -> lines.add("  " + rest.what() + ": " + places(rest)));
        return lines;
    }

    /** How something is kept. */
    public static String words(Retention retention) {
        if (!retention.limited()) {
            return "for ever";
        }
        List<String> limits = new ArrayList<>();
        if (retention.limitsTime()) {
            limits.add("for " + duration(retention.time()));
        }
        if (retention.limitsBytes()) {
            limits.add("up to " + megabytes(retention.bytes()));
        }
        return String.join(", ", limits);
    }

    /** As it is written in settings. */
    static String duration(Duration time) {
        if (time.toHours() > 0 && time.equals(time.truncatedTo(ChronoUnit.HOURS))) {
            return time.toHours() % 24 == 0 ? time.toDays() + "d" : time.toHours() + "h";
        }
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, bytes >= 100L << 20 ? "%,.0f MB" : "%,.1f MB", bytes / (double) (1 << 20));
    }

    static String time(@Nullable Instant instant) {
        return instant == null ? "-" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<String> row(String topic, KeptPartition partition) {
        return List.of(
                topic,
                String.valueOf(partition.partition()),
                String.valueOf(partition.beginning()),
                String.valueOf(partition.end()),
                String.valueOf(partition.records()),
                megabytes(partition.bytes()),
                time(partition.oldest()),
                time(partition.newest()));
    }

    private static String places(Resting rest) {
        List<String> places = new ArrayList<>();
        for (int partition = 0; partition < rest.from().size(); partition++) {
            if (rest.from().get(partition) < Long.MAX_VALUE) {
                places.add(
                        "partition " + partition + " from offset " + rest.from().get(partition));
            }
        }
        return String.join(", ", places);
    }
}
