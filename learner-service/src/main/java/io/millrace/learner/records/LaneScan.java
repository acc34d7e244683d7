package io.millrace.learner.records;

import java.time.Instant;
import java.util.Arrays;

/** What a scan found of one lane: eight bytes for each unroll. */
final class LaneScan {

    private final RecordRange range;
    private long[] offsets = new long[64];
    private int count;
    private long first;
    private long next;
    private boolean over;

    LaneScan(RecordRange range) {
        this.range = range;
    }

    /**
     * Takes the next unroll in that the log holds of this lane.
     *
     * @return whether it follows on what is there: a second one of the same number does, and one beyond the next does
     *     not
     */
    boolean take(long number, long offset, Instant begun) {
        if (over || (count > 0 && number < next)) {
            return true;
        }
        if (count == 0 && begun.isBefore(range.fromTime())) {
            next = Math.max(next, number + 1);
            return true;
        }
        if (!begun.isBefore(range.toTime())) {
            over = true;
            return true;
        }
        if (count == 0) {
            first = number;
            next = number;
        }
        if (number > next) {
            return false;
        }
        next++;
        add(offset);
        return true;
    }

    private void add(long offset) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = offset;
    }

    /** Unrolls of the range. */
    int count() {
        return count;
    }

    /** Number of the first of them, or of the first that may still come. */
    long first() {
        return count == 0 ? next : first;
    }

    /** Number of the unroll that has to follow. */
    long next() {
        return next;
    }

    /** Offset of one of them, counted from 0. */
    long offset(int index) {
        return offsets[index];
    }
}
