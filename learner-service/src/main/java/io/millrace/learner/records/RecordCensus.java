package io.millrace.learner.records;

import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is of a record: for messages about what there is not. */
final class RecordCensus {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_PARTITIONS = 8;

    private RecordCensus() {}

    /** A sentence for each partition: its first and its last record, and when they were stepped. */
    static String of(Bus bus, Run run) {
        Topic<Unroll> topic = new Topics(run.getRun(), run.getPartitions()).transitions();
        List<Long> begin = RecordScan.beginnings(bus, topic);
        List<Long> ends = bus.ends(topic);
        List<String> found = new ArrayList<>();
        for (int partition = 0; partition < Math.min(ends.size(), MOST_PARTITIONS); partition++) {
            long first = begin.get(partition);
            long end = ends.get(partition);
            found.add(
                    first == end
                            ? "partition " + partition + " is empty"
                            : "partition " + partition + " holds offset " + first + when(bus, topic, partition, first)
                                    + " to offset " + (end - 1) + when(bus, topic, partition, end - 1));
        }
        int more = ends.size() - found.size();
        return "There is: " + String.join("; ", found) + (more > 0 ? "; and so on for " + more + " more" : "") + ".";
    }

    private static String when(Bus bus, Topic<Unroll> topic, int partition, long offset) {
        Instant time = time(bus, topic, partition, offset);
        return time == null ? "" : " (" + time + ")";
    }

    private static @Nullable Instant time(Bus bus, Topic<Unroll> topic, int partition, long offset) {
        List<Long> positions = new ArrayList<>(bus.ends(topic));
        positions.set(partition, offset);
        try (EventSource<Unroll> source = bus.reader(topic, positions, RecordSources.PASSED_OVER)) {
            while (source.position(partition) <= offset
                    && !Thread.currentThread().isInterrupted()) {
                for (Event<Unroll> event : source.poll(POLL)) {
                    if (event.partition() == partition && event.offset() >= offset) {
                        return UnrollTimes.begun(event.value());
                    }
                }
            }
        }
        return null;
    }
}
