package io.millrace.datasets;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import java.util.Arrays;

/** Follows the numbers of each lane's unrolls: none is missing, and what stands twice counts once. */
final class LaneOrder {

    private static final long UNSEEN = -1;

    private final String run;
    private final long[] next;

    LaneOrder(String run, int lanes) {
        this.run = run;
        this.next = new long[lanes];
        Arrays.fill(next, UNSEEN);
    }

    /** Goes on where another one was, by {@link #next}. */
    LaneOrder(String run, long[] next) {
        this.run = run;
        this.next = next.clone();
    }

    /** For each lane the number that comes next; negative where none was seen. */
    long[] next() {
        return next.clone();
    }

    /** What comes next of a lane has this number. */
    void expect(int lane, long number) {
        next[lane] = number;
    }

    /**
     * Takes note of an unroll.
     *
     * @return whether it is new; one that stands there a second time is not
     * @throws RecordDefect if one before it is missing, or there is no such lane
     */
    boolean take(Event<Unroll> event) {
        int lane = event.value().getLane();
        long number = event.value().getNumber();
        if (lane < 0 || lane >= next.length) {
            throw new RecordDefect("The record of run \"" + run + "\" holds an unroll of lane " + lane + " at offset "
                    + event.offset() + " of partition " + event.partition() + ", but the run has lanes 0 to "
                    + (next.length - 1) + ". Somebody else wrote there: choose a range without it.");
        }
        if (next[lane] != UNSEEN && number > next[lane]) {
            throw new RecordDefect("The record of run \"" + run + "\" has a gap: of lane " + lane + ", unroll "
                    + next[lane] + " was expected at offset " + event.offset() + " of partition " + event.partition()
                    + ", but unroll " + number + " stands there. Choose a range before or behind it, with --from"
                    + " and --to.");
        }
        boolean isNew = next[lane] == UNSEEN || number == next[lane];
        next[lane] = isNew ? number + 1 : next[lane];
        return isNew;
    }
}
