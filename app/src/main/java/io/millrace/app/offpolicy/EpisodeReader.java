package io.millrace.app.offpolicy;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.offpolicy.RecordedEpisode;
import io.millrace.learner.returns.Ends;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole episodes of a record: those that began and ended in it. What is left of episodes around a gap, or at
 * either end, is counted and left out. No more steps are held than asked for, and than half of the memory takes.
 */
final class EpisodeReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Run run;
    private final UnrollShape shape;
    private final Unrolls decoder;
    private final TargetPolicy target;
    private final RecordRange range;
    private final long mostSteps;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final List<RecordedEpisode> whole = new ArrayList<>();
    private long steps;
    private long leftOut;
    private boolean full;

    /** Where the reading of a lane is. */
    private static final class Lane {
        private long next = -1;
        private final @Nullable OpenEpisode[] open;

        Lane(int environments) {
            open = new OpenEpisode[environments];
        }
    }

    EpisodeReader(Run run, TargetPolicy target, RecordRange range) {
        this.run = run;
        this.shape = UnrollShape.of(run);
        this.decoder = new Unrolls(shape, 1);
        this.target = target;
        this.range = range;
        // Steps that are open are held twice while they grow.
        long bytes =
                3L * Float.BYTES * (shape.observationSize() + target.shape().wantedWidth() + 8L);
        this.mostSteps =
                Math.min(range.mostSteps(), Math.max(1, Runtime.getRuntime().maxMemory() / 2 / bytes));
    }

    /**
     * Reads.
     *
     * @param progress told how many steps are held
     * @throws UserMistake if the range is not there
     */
    List<RecordedEpisode> read(Bus bus, LongConsumer progress) {
        Topic<Unroll> topic = new Topics(run.getRun(), run.getPartitions()).transitions();
        List<Long> ends =
                bus.ends(topic).stream().map(end -> Math.min(end, range.to())).toList();
        if (Collections.max(ends) <= range.from()) {
            throw new UserMistake("Run \"" + run.getRun() + "\" has recorded nothing from offset " + range.from()
                    + " on: its partitions end at " + bus.ends(topic) + ". Choose a smaller --from.");
        }
        List<Long> begin = ends.stream().map(end -> Math.min(end, range.from())).toList();
        try (EventSource<Unroll> source = bus.reader(topic, begin, EpisodeReader::refuse)) {
            while (!full && behind(source, ends)) {
                for (Event<Unroll> event : source.poll(POLL)) {
                    if (!full && event.offset() < ends.get(event.partition())) {
                        take(event.value());
                    }
                }
                progress.accept(steps);
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the record of run " + run.getRun() + ".");
                }
            }
        }
        lanes.values().forEach(this::drop);
        return whole;
    }

    /** Episodes that had begun before what was read, or were not over behind it. */
    long leftOut() {
        return leftOut;
    }

    /** The bound that ended the reading; 0 if none did. */
    long bound() {
        return full ? mostSteps : 0;
    }

    private void take(Unroll unroll) {
        Lane lane = lanes.computeIfAbsent(unroll.getLane(), key -> new Lane(shape.environments()));
        if (unroll.getNumber() < lane.next) {
            // Sent twice.
            return;
        }
        if (unroll.getNumber() > lane.next) {
            drop(lane);
            open(lane, unroll);
        }
        lane.next = unroll.getNumber() + 1;
        float[] logProbabilities = Tensors.floats(unroll.getLogProbabilities());
        // Nobody may know them, which is no reason to refuse the rest.
        unroll.setLogProbabilities(Tensors.ofFloats(new float[logProbabilities.length]));
        DecodedUnroll decoded = decoder.decode(unroll);
        step(lane, decoded, logProbabilities);
        decoder.giveBack(decoded);
    }

    /** Begins the episodes whose first step is the first of this unroll. */
    private void open(Lane lane, Unroll unroll) {
        int[] index = Tensors.ints(unroll.getEpisodeSteps());
        for (int environment = 0; environment < lane.open.length; environment++) {
            if (index[environment] == 0) {
                lane.open[environment] = new OpenEpisode(shape);
            } else {
                leftOut++;
            }
        }
    }

    private void step(Lane lane, DecodedUnroll unroll, float[] logProbabilities) {
        int finals = 0;
        for (int row = 0; row < shape.stepRows(); row++) {
            int environment = row % shape.environments();
            OpenEpisode open = lane.open[environment];
            if (open != null) {
                open.step(unroll, row, logProbabilities[row]);
                steps++;
            }
            byte end = unroll.ends()[row];
            if (Ends.ended(end)) {
                if (open != null) {
                    open.end(unroll, finals);
                    whole.add(target.asked(open, Ends.cut(end)));
                }
                lane.open[environment] = new OpenEpisode(shape);
                finals++;
            }
            if (steps >= mostSteps) {
                full = true;
                return;
            }
        }
    }

    private void drop(Lane lane) {
        for (int environment = 0; environment < lane.open.length; environment++) {
            OpenEpisode open = lane.open[environment];
            if (open != null && open.steps() > 0) {
                leftOut++;
                steps -= open.steps();
            }
            lane.open[environment] = null;
        }
    }

    private static boolean behind(EventSource<?> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }

    private static void refuse(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        throw new UserMistake("The record at offset " + offset + " of partition " + partition + " of " + topic
                + " cannot be read: " + reason + " Read what is before or behind it, with --to or --from.");
    }
}
