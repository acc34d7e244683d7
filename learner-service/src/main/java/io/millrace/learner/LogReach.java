package io.millrace.learner;

import io.millrace.messages.Checkpoint;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether the log still reaches back to what a restart would read, and says so while there is time to do
 * something about it. It holds a few numbers for each update whose steps are in the replay memory. One thread at a time.
 */
final class LogReach {

    /**
     * Below this share of the log before what is needed, it is said: a log that is kept to a limit lets go of an eighth at
     * a time.
     */
    static final double SHORT = 0.25;

    /** Between two looks: each asks the broker, and a log is cut in minutes. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(LogReach.class);

    /** What an update learned from. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Remembered(long steps, long[] oldest) {}

    private final @Nullable Bus bus;
    private final Topic<?> transitions;
    private final long memory;
    private final LearnerMetrics metrics;
    private final LongSupplier nanoTime;
    private final Deque<Remembered> remembered = new ArrayDeque<>();
    private List<Long> positions;
    private long nextLookNanos;
    private boolean said;

    /**
     * @param bus       where the run's transitions are; null for a run that learns from others' records, which it reads
     *     from their beginnings and does not watch
     * @param positions where a restart would read on
     * @param before    entries of the ledger whose steps are in the memory
     * @param memory    environment steps that a restart reads again
     * @param nanoTime  measures how long things take, as {@link System#nanoTime} does
     */
    LogReach(
            @Nullable Bus bus,
            Topic<?> transitions,
            List<Long> positions,
            Collection<Update> before,
            long memory,
            LearnerMetrics metrics,
            LongSupplier nanoTime) {
        this.bus = bus;
        this.transitions = transitions;
        this.positions = positions;
        this.memory = memory;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.nextLookNanos = nanoTime.getAsLong();
        if (bus != null) {
            before.forEach(this::learned);
            metrics.showReach();
        }
    }

    /** Notes what an update learned from. */
    void learned(Update entry) {
        if (memory == 0 || bus == null || entry.getConsumed().isEmpty()) {
            return;
        }
        long[] oldest = new long[transitions.partitions()];
        Arrays.fill(oldest, Long.MAX_VALUE);
        for (ConsumedUnroll consumed : entry.getConsumed()) {
            oldest[consumed.getPartition()] = Math.min(oldest[consumed.getPartition()], consumed.getOffset());
        }
        remembered.add(new Remembered(entry.getSteps(), oldest));
    }

    /** Notes from where a restart goes on now. */
    void saved(Checkpoint checkpoint) {
        positions = checkpoint.getPositions();
        while (!remembered.isEmpty() && remembered.peekFirst().steps() <= checkpoint.getSteps() - memory) {
            remembered.removeFirst();
        }
    }

    /** Looks if it is time to. A bus that does not answer is others' trouble. */
    void look() {
        Bus asked = bus;
        if (asked == null || nanoTime.getAsLong() - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = nanoTime.getAsLong() + EVERY.toNanos();
        try {
            look(asked.beginnings(transitions), asked.ends(transitions));
        } catch (BusException away) {
            LOGGER.atDebug().setCause(away).log("cannot ask how far the log reaches back");
        }
    }

    private void look(List<Long> beginnings, List<Long> ends) {
        double least = 1;
        for (int partition = 0; partition < beginnings.size(); partition++) {
            long needed = needed(partition);
            double spare = spare(needed, beginnings.get(partition), ends.get(partition));
            if (spare < SHORT && !said) {
                said = true;
                warn(partition, needed, beginnings.get(partition));
            }
            least = Math.min(least, spare);
        }
        if (least >= SHORT) {
            said = false;
        }
        metrics.reaches(least);
    }

    private long needed(int partition) {
        long oldest = positions.get(partition);
        for (Remembered update : remembered) {
            oldest = Math.min(oldest, update.oldest()[partition]);
        }
        return oldest;
    }

    /**
     * Share of the records that a partition holds which come before the one that is needed: 1 where none was ever let
     * go of, or none is needed.
     */
    static double spare(long needed, long beginning, long end) {
        if (beginning == 0 || needed >= end) {
            return 1;
        }
        return Math.max(0, needed - beginning) / (double) (end - beginning);
    }

    private void warn(int partition, long needed, long oldest) {
        LOGGER.atWarn()
                .addKeyValue("topic", transitions.name())
                .addKeyValue("partition", partition)
                .addKeyValue("needed", needed)
                .addKeyValue("oldest", oldest)
                .log(
                        needed < oldest
                                ? "the log does not reach back any more to what a restart of this learner would read:"
                                        + " keep it running, keep transitions longer (\"millrace retention\"), and let"
                                        + " it get to its next checkpoint"
                                : "the log will soon not reach back any more to what a restart of this learner would"
                                        + " read: keep transitions longer (\"millrace retention\"), write checkpoints"
                                        + " more often, or take a smaller replay memory");
    }
}
