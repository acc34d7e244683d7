package io.millrace.learner.replay;

/** Which steps are held: the newest ones, as many as there is room for. Ids follow each other without a gap. */
final class StepRange {

    private final int capacity;
    private long oldest;
    private long end;

    StepRange(int capacity) {
        this.capacity = capacity;
    }

    /** Most steps that are held. */
    int capacity() {
        return capacity;
    }

    /** The oldest step held. */
    long oldest() {
        return oldest;
    }

    /** One beyond the newest step held. */
    long end() {
        return end;
    }

    int size() {
        return (int) (end - oldest);
    }

    /** Where a step is kept: each has a place of its own as long as it is held. */
    int position(long step) {
        return (int) (step % capacity);
    }

    /** Refuses steps that do not follow those held. */
    void requireFollowing(long from) {
        if (from < 0 || (size() > 0 && from != end)) {
            throw new IllegalArgumentException("Steps from " + from + " on were to be remembered, but those held are "
                    + oldest + " to " + (end - 1) + ": steps come in order, each once. Begin with an empty memory to"
                    + " remember others.");
        }
    }

    /** Takes in the steps from {@code from} (inclusive) to {@code to} (exclusive), and drops as many of the oldest. */
    void append(long from, long to) {
        requireFollowing(from);
        if (to < from) {
            throw new IllegalArgumentException("Steps from " + from + " to " + to + " run backwards.");
        }
        oldest = Math.max(size() == 0 ? from : oldest, to - capacity);
        end = to;
    }

    /** Refuses a step that is not held. */
    void requireHeld(long step) {
        if (step < oldest || step >= end) {
            throw new IllegalArgumentException("Step " + step + " is not in memory, which holds "
                    + (size() == 0 ? "nothing yet" : oldest + " to " + (end - 1))
                    + ". Draw steps anew after an insert.");
        }
    }

    /** Refuses to draw from nothing. */
    void requireSome() {
        if (size() == 0) {
            throw new IllegalStateException("There is no step in memory to draw. Insert steps first.");
        }
    }
}
