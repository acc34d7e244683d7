package io.millrace.learner.engine;

/** How every engine refuses what does not fit its networks. */
public final class Lengths {

    private Lengths() {}

    /**
     * Refuses an array that is too short. A longer one is welcome: callers reuse arrays between batches,
     * and a parameter vector goes on with the parameters that belong to no network.
     *
     * @param what   the array, in the plural
     * @param found  its length
     * @param needed the least length that works
     * @throws IllegalArgumentException if found is less than needed
     */
    public static void requireAtLeast(String what, int found, int needed) {
        if (found < needed) {
            throw new IllegalArgumentException("The engine was given " + found + " " + what + ", but its networks and"
                    + " batch need " + needed + ". The array belongs to networks of another shape or to fewer rows: use"
                    + " the settings it was made with.");
        }
    }

    /**
     * Refuses a batch without rows, and a way back that no forward pass went before.
     *
     * @throws IllegalArgumentException if rows is less than 1
     */
    public static void requireRows(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException(
                    "A pass over " + rows + " rows computes nothing: forward needs at least 1"
                            + " row, and backward and observationGradients need a forward pass before them.");
        }
    }

    /** What an engine throws that is asked for values and has no value network. */
    public static IllegalStateException noValueNetwork() {
        return new IllegalStateException("The engine was asked for values alone, but the trunk of its network is none:"
                + " no value network stands beside the outputs. If the outputs are the values, take them from forward;"
                + " if the algorithm needs a value network, set policy.trunk to separate or shared.");
    }
}
