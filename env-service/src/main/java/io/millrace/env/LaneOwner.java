package io.millrace.env;

import io.millrace.env.LaneHistory.Chain;
import io.millrace.env.environments.Environment;
import io.millrace.env.lanes.Lane;
import io.millrace.env.lanes.LaneShape;
import io.millrace.env.lanes.LaneStart;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the lanes of partitions that are taken over. What the environments were is lost with the owner before, so
 * their present episodes are done again from the log: the same chance, the same actions, the same state. The lane then
 * goes on after its last recorded unroll as if nothing had happened.
 */
final class LaneOwner {

    private static final Logger LOGGER = LoggerFactory.getLogger(LaneOwner.class);

    private final Bus bus;
    private final Topics topics;
    private final int laneCount;
    private final LaneShape shape;
    private final Supplier<Environment> environments;

    LaneOwner(Bus bus, Topics topics, int laneCount, LaneShape shape, Supplier<Environment> environments) {
        this.bus = bus;
        this.topics = topics;
        this.laneCount = laneCount;
        this.shape = shape;
        this.environments = environments;
    }

    /**
     * The lanes whose messages stand in these partitions, ready to ask. They may have episodes that ended and that
     * nobody was told of.
     */
    List<Lane> lanesOf(Set<Integer> partitions) {
        List<Integer> numbers = new ArrayList<>();
        for (int lane = 0; lane < laneCount; lane++) {
            if (partitions.contains(topics.partition(lane))) {
                numbers.add(lane);
            }
        }
        List<Long> ends = bus.ends(topics.transitions());
        Map<Integer, Redo> again = readBack(numbers, ends);
        redo(again, ends);
        return numbers.stream().map(number -> lane(number, again.get(number))).toList();
    }

    private Lane lane(int number, @Nullable Redo redo) {
        return redo == null ? fresh(number, LaneStart.fresh(shape.environments())) : redo.lane();
    }

    private Lane fresh(int number, LaneStart start) {
        return new Lane(shape, number, environments, start);
    }

    /** Reads back from the ends, further each time, until every lane's episodes were seen to begin or the log is read whole. */
    private Map<Integer, Redo> readBack(List<Integer> lanes, List<Long> ends) {
        Map<Integer, Redo> found = new TreeMap<>();
        if (lanes.isEmpty() || ends.stream().allMatch(end -> end == 0)) {
            return found;
        }
        Map<Integer, long[]> untold = new ToldEpisodes(bus, topics.episodes(), shape.environments()).untold(lanes);
        long span = 4L * Math.max(1, laneCount);
        boolean whole = false;
        while (found.size() < lanes.size() && !whole) {
            List<Long> from = new ArrayList<>();
            for (long end : ends) {
                from.add(Math.max(0, end - span));
            }
            whole = from.stream().allMatch(position -> position == 0);
            Map<Integer, LaneHistory> histories = new TreeMap<>();
            untold.forEach((lane, episodes) -> histories.put(lane, new LaneHistory(episodes)));
            new LogReading(bus).read(topics.transitions(), from, ends, event -> note(event, histories));
            for (Map.Entry<Integer, LaneHistory> history : histories.entrySet()) {
                Chain lane = history.getValue().lane();
                if (lane != null && (whole || history.getValue().enough())) {
                    found.putIfAbsent(history.getKey(), new Redo(history.getKey(), lane));
                }
            }
            span *= 4;
        }
        return found;
    }

    private void note(Event<Unroll> event, Map<Integer, LaneHistory> histories) {
        LaneHistory history = histories.get(event.value().getLane());
        // Others are the learner's to refuse: it reads every unroll and keeps the reason.
        if (history != null && fits(event)) {
            history.add(event);
        }
    }

    private void redo(Map<Integer, Redo> again, List<Long> ends) {
        if (again.isEmpty()) {
            return;
        }
        List<Long> from = new ArrayList<>(ends);
        for (Redo redo : again.values()) {
            int partition = topics.partition(redo.number);
            from.set(partition, Math.min(from.get(partition), redo.chain.fromOffset()));
        }
        new LogReading(bus).read(topics.transitions(), from, ends, event -> {
            Redo redo = again.get(event.value().getLane());
            if (redo != null && fits(event)) {
                redo.take(event);
            }
        });
        LOGGER.atInfo()
                .addKeyValue("lanes", again.keySet())
                .addKeyValue(
                        "unrolls",
                        again.values().stream().mapToLong(Redo::unrolls).sum())
                .log("did lanes again from the log");
    }

    /** Whether a lane can go on after this unroll. */
    private boolean fits(Event<Unroll> event) {
        Unroll unroll = event.value();
        return unroll.getRun().equals(shape.run())
                && event.partition() == topics.partition(unroll.getLane())
                && unroll.getNumber() >= 0
                && unroll.getSteps() == shape.unrollLength()
                && unroll.getEnvironments() == shape.environments()
                && unroll.getEpisodes().remaining() == shape.environments() * Long.BYTES
                && unroll.getEpisodeSteps().remaining() == shape.environments() * Integer.BYTES
                && rowsFit(unroll);
    }

    private boolean rowsFit(Unroll unroll) {
        if (unroll.getFinalRows().remaining() % Integer.BYTES != 0) {
            return false;
        }
        for (int row : Tensors.ints(unroll.getFinalRows())) {
            if (row < 0 || row >= shape.unrollLength() * shape.environments()) {
                return false;
            }
        }
        return true;
    }

    /** One lane that is done again. */
    private final class Redo {

        private final int number;
        private final Chain chain;
        private @Nullable Lane lane;
        private boolean astray;

        Redo(int number, Chain chain) {
            this.number = number;
            this.chain = chain;
        }

        void take(Event<Unroll> event) {
            long due = lane == null ? chain.from() : lane.unroll();
            if (astray || due == chain.next() || event.value().getNumber() != due) {
                return;
            }
            if (lane == null) {
                lane = fresh(number, LaneStart.before(event.value()));
            }
            astray = !lane.redo(event.value(), chain.untold());
            if (astray) {
                LOGGER.atWarn()
                        .addKeyValue("lane", number)
                        .addKeyValue("unroll", due)
                        .addKeyValue("environment", shape.environment().name())
                        .log("the environments do not lead where the log says: unfinished episodes are abandoned,"
                                + " and the lane goes on with new ones");
            }
        }

        long unrolls() {
            return chain.next() - chain.from();
        }

        Lane lane() {
            if (lane == null || astray) {
                return fresh(number, LaneStart.after(chain.last()));
            }
            lane.goOn();
            return lane;
        }
    }
}
