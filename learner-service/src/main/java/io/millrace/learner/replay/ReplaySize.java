package io.millrace.learner.replay;

import io.millrace.learner.experience.UnrollShape;
import java.util.Locale;

/**
 * What a memory of so many unrolls takes at most.
 *
 * @param unrolls at least 1
 */
record ReplaySize(UnrollShape shape, long unrolls) {

    /** Nearly all that one array can hold: the JVM keeps a few for itself. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final double GIBIBYTE = 1L << 30;

    /** For so many steps, rounded up to whole unrolls. */
    static ReplaySize of(UnrollShape shape, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "algorithm.replay.capacity is " + capacity + ", but it has to be at least 1, such as 10000.");
        }
        return new ReplaySize(shape, ((long) capacity + shape.stepRows() - 1) / shape.stepRows());
    }

    long steps() {
        return unrolls * shape.stepRows();
    }

    long observationRows() {
        return unrolls * shape.observationRows();
    }

    long bytes() {
        return unrolls * bytesOfUnroll();
    }

    /**
     * Refuses what does not fit.
     *
     * @param setting what a user sets the capacity with
     * @param heap    what Java may take in all, in bytes
     * @throws ReplayTooLargeException if it does not; the message says how many steps do
     */
    void requireFitting(String setting, int capacity, long heap) {
        // The rest is for networks, unrolls on their way, and all else.
        long allowed = heap / 4 * 3;
        long mostByHeap = allowed / bytesOfUnroll();
        long mostByArrays = LONGEST_ARRAY / longestArrayOfUnroll();
        if (unrolls <= mostByHeap && unrolls <= mostByArrays) {
            return;
        }
        long most = Math.min(mostByHeap, mostByArrays) * shape.stepRows();
        String found = setting + " is " + capacity + ": a replay memory of " + steps()
                + " steps with observations of " + shape.observationSize() + " numbers takes up to "
                + gibibytes(bytes()) + ". ";
        String why = unrolls > mostByHeap
                ? "Java's heap is " + gibibytes(heap) + ", of which it may have three quarters. "
                : "A Java array holds " + LONGEST_ARRAY + " numbers at most, too few for that. ";
        String remedy = most > 0 ? "Set it to " + most + " at most" : "Not even one unroll fits: make unrolls shorter";
        String more = mostByHeap < mostByArrays ? ", or give Java a larger heap, with -Xmx." : ".";
        throw new ReplayTooLargeException(found + why + remedy + more);
    }

    private long bytesOfUnroll() {
        long row = (long) shape.observationSize() * Float.BYTES + MaskBits.width(shape.choices());
        // Reward, action, end, the row of a final observation, and whether that row is free.
        long step = Float.BYTES + (long) shape.sampledWidth() * Float.BYTES + 1 + 2 * Integer.BYTES;
        // Number, successor, and whether there are masks.
        long unroll = Long.BYTES + Integer.BYTES + 1;
        // At worst every step was cut, and has a final observation besides.
        return shape.observationRows() * row + shape.stepRows() * (row + step) + unroll;
    }

    private long longestArrayOfUnroll() {
        long widest = Math.max(shape.observationSize(), MaskBits.width(shape.choices()));
        return Math.max(shape.observationRows() * widest, (long) shape.stepRows() * shape.sampledWidth());
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE);
    }
}
