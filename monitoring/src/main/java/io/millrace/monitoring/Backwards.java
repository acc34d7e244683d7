package io.millrace.monitoring;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;

/** Looks at a topic from its end, without reading what is long past. */
final class Backwards {

    private static final int FIRST_STEP = 1000;
    private static final int LONGER = 8;
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final int MOST_POLLS = 50;
    // Whoever reads the topic from what is found here will meet them again.
    private static final Rejections PASSED_OVER = (topic, partition, offset, key, value, reason) -> {};

    private Backwards() {}

    /** About a thousand of the newest records of each partition. */
    static <V extends SpecificRecordBase> List<Event<V>> newest(Bus bus, Topic<V> topic) {
        List<Long> ends = bus.ends(topic);
        List<Event<V>> newest = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, back(ends, FIRST_STEP), PASSED_OVER)) {
            for (int polls = 0; polls < MOST_POLLS && !atEnd(source, ends); polls++) {
                newest.addAll(source.poll(PATIENCE));
            }
        }
        return newest;
    }

    /**
     * For each partition a position that everything from an event time on stands behind, as far as the
     * records of a partition stand in the order of their event times; at least one record before that, where
     * there is one.
     */
    static <V extends SpecificRecordBase> List<Long> before(
            Bus bus, Topic<V> topic, Function<V, Instant> eventTime, Instant since) {
        List<Long> ends = bus.ends(topic);
        long step = FIRST_STEP;
        List<Long> positions = back(ends, step);
        while (positions.stream().anyMatch(position -> position > 0)
                && !allBegin(bus, topic, positions, ends, eventTime, since)) {
            step *= LONGER;
            positions = back(ends, step);
        }
        return positions;
    }

    /** Whether the first record from each position on is older, where the partition does not begin there. */
    private static <V extends SpecificRecordBase> boolean allBegin(
            Bus bus,
            Topic<V> topic,
            List<Long> positions,
            List<Long> ends,
            Function<V, Instant> eventTime,
            Instant since) {
        Set<Integer> waiting = new HashSet<>();
        for (int partition = 0; partition < positions.size(); partition++) {
            if (positions.get(partition) > 0) {
                waiting.add(partition);
            }
        }
        try (EventSource<V> source = bus.reader(topic, positions, PASSED_OVER)) {
            for (int polls = 0; polls < MOST_POLLS && !waiting.isEmpty() && !atEnd(source, ends); polls++) {
                for (Event<V> event : source.poll(PATIENCE)) {
                    if (waiting.remove(event.partition())
                            && !eventTime.apply(event.value()).isBefore(since)) {
                        return false;
                    }
                }
            }
        }
        return waiting.isEmpty();
    }

    private static boolean atEnd(EventSource<?> source, List<Long> ends) {
        return source.partitions().stream().allMatch(partition -> source.position(partition) >= ends.get(partition));
    }

    private static List<Long> back(List<Long> ends, long step) {
        return ends.stream().map(end -> Math.max(0, end - step)).toList();
    }
}
