package io.millrace.app.sweep;

import io.millrace.app.run.RunFile;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayMemory;
import io.millrace.messages.Run;
import io.millrace.weights.RunPolicy;
import java.time.Instant;
import java.util.Collection;

/** What a run in memory takes of the machine, and so how many fit on it at a time. */
final class RunNeeds {

    /**
     * Processors that a run in lock-step keeps busy: the learner and those who gather experience wait for one another.
     * {@code docs/sweeps.md} has the measurement.
     */
    private static final int IN_LOCK_STEP = 1;

    /** Processors that a run keeps busy whose actors need not wait for the learner. */
    private static final int SIDE_BY_SIDE = 2;

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LEAST_TOPIC_BYTES = 32 * MEBIBYTE;

    /** Observations, actions, transitions and weights; the others stay small. */
    private static final int FULL_TOPICS = 4;

    /** Rounds of unrolls, and versions of the weights, that a topic keeps for whoever reads it late. */
    private static final int ROUNDS_KEPT = 4;

    /** Networks, batches and buffers of a small run. */
    private static final long OTHER_BYTES = 64 * MEBIBYTE;

    /** Part of the heap that runs may fill. */
    private static final double HEAP_USED = 0.8;

    private RunNeeds() {}

    /**
     * How many of these runs fit at a time, whichever they are.
     *
     * @param processors of this machine
     * @param heap       bytes that Java may take
     * @return at least 1, at most as many as there are
     */
    static int fitting(Collection<RunFile> runs, int processors, long heap) {
        long greatest = runs.stream().mapToLong(RunNeeds::heapBytes).max().orElse(1);
        long byHeap = (long) (HEAP_USED * heap) / greatest;
        int busy = runs.stream().anyMatch(run -> run.shared().maxPolicyLag() > 0) ? SIDE_BY_SIDE : IN_LOCK_STEP;
        return (int) Math.max(1, Math.min(runs.size(), Math.min(byHeap, processors / busy)));
    }

    /** Bytes that each topic of the run keeps before it forgets its oldest records. */
    static long bytesPerTopic(RunFile run) {
        Run described = run.toRun(Instant.EPOCH);
        UnrollShape shape = UnrollShape.of(described);
        // Each step with the observation before it, and in the worst case the last one of an episode.
        long stepBytes = 2L * shape.observationSize() * Float.BYTES
                + (long) shape.sampledWidth() * Float.BYTES
                + 2L * shape.choices()
                + 24;
        long round = stepBytes * shape.observationRows() * described.getLanes() * (described.getMaxPolicyLag() + 1);
        long weights = (long) RunPolicy.layout(described).parameterCount() * Float.BYTES;
        return Math.max(LEAST_TOPIC_BYTES, ROUNDS_KEPT * Math.max(round, weights));
    }

    /** About the bytes that the run takes at most. */
    static long heapBytes(RunFile run) {
        return FULL_TOPICS * bytesPerTopic(run) + replayBytes(run) + OTHER_BYTES;
    }

    private static long replayBytes(RunFile run) {
        String capacity = "algorithm.replay.capacity";
        return run.settings().has(capacity)
                ? ReplayMemory.bytes(UnrollShape.of(run.toRun(Instant.EPOCH)), (int)
                        run.settings().number(capacity))
                : 0;
    }
}
