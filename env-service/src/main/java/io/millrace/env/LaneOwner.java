package io.millrace.env;

import io.millrace.env.environments.Environment;
import io.millrace.env.lanes.Lane;
import io.millrace.env.lanes.LaneShape;
import io.millrace.env.lanes.LaneStart;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the lanes of partitions that are taken over, each going on after its last recorded unroll. */
final class LaneOwner {

    private static final Duration READ = Duration.ofMillis(200);

    private final Bus bus;
    private final Topics topics;
    private final int laneCount;
    private final LaneShape shape;
    private final Supplier<Environment> environments;
    private final Rejections rejections;

    LaneOwner(
            Bus bus,
            Topics topics,
            int laneCount,
            LaneShape shape,
            Supplier<Environment> environments,
            Rejections rejections) {
        this.bus = bus;
        this.topics = topics;
        this.laneCount = laneCount;
        this.shape = shape;
        this.environments = environments;
        this.rejections = rejections;
    }

    /** The lanes whose messages stand in these partitions, ready to ask. */
    List<Lane> lanesOf(Set<Integer> partitions) {
        List<Integer> numbers = new ArrayList<>();
        for (int lane = 0; lane < laneCount; lane++) {
            if (partitions.contains(topics.partition(lane))) {
                numbers.add(lane);
            }
        }
        Map<Integer, Unroll> last = lastUnrolls(numbers);
        return numbers.stream()
                .map(number -> new Lane(shape, number, environments, start(last, number)))
                .toList();
    }

    private LaneStart start(Map<Integer, Unroll> last, int lane) {
        Unroll unroll = last.get(lane);
        return unroll == null ? LaneStart.fresh(shape.environments()) : LaneStart.after(unroll);
    }

    /** Reads back from the ends, further each time, until every lane was seen or the log is read whole. */
    private Map<Integer, Unroll> lastUnrolls(List<Integer> lanes) {
        Topic<Unroll> transitions = topics.transitions();
        List<Long> ends = bus.ends(transitions);
        Set<Integer> missing = new HashSet<>(lanes);
        Map<Integer, Unroll> last = new HashMap<>();
        long span = 4L * Math.max(1, laneCount);
        boolean whole = ends.stream().allMatch(end -> end == 0);
        while (!missing.isEmpty() && !whole) {
            List<Long> from = new ArrayList<>();
            for (long end : ends) {
                from.add(Math.max(0, end - span));
            }
            read(transitions, from, ends, last);
            missing.removeAll(last.keySet());
            whole = from.stream().allMatch(position -> position == 0);
            span *= 4;
        }
        return last;
    }

    private void read(Topic<Unroll> transitions, List<Long> from, List<Long> ends, Map<Integer, Unroll> last) {
        try (EventSource<Unroll> source = bus.reader(transitions, from, rejections)) {
            while (behind(source, ends)) {
                for (Event<Unroll> event : source.poll(READ)) {
                    // Others are the learner's to refuse: it reads every unroll and keeps the reason.
                    if (fits(event.value())) {
                        last.merge(event.value().getLane(), event.value(), LaneOwner::later);
                    }
                }
                requireNotStopping();
            }
        }
    }

    /** Whether a lane can go on after this unroll. */
    private boolean fits(Unroll unroll) {
        return unroll.getNumber() >= 0
                && unroll.getSteps() == shape.unrollLength()
                && unroll.getEnvironments() == shape.environments()
                && unroll.getEpisodes().remaining() == shape.environments() * Long.BYTES
                && unroll.getFinalRows().remaining() % Integer.BYTES == 0;
    }

    private static void requireNotStopping() {
        // A source that was interrupted gives nothing any more, and the end would never come.
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while the lanes' last unrolls were read back. They go on after them at"
                    + " the next start.");
        }
    }

    private static Unroll later(Unroll one, Unroll other) {
        return one.getNumber() >= other.getNumber() ? one : other;
    }

    private static boolean behind(EventSource<Unroll> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }
}
