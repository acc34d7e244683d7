package io.millrace.env.environments;

/**
 * The best expected return and the best action of a task with few states and a limit of steps, for each
 * number of steps that are left. Of actions that are worth the same the first is best.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, section 4.4</a>
 */
final class BackwardInduction {

    /** Worth of an action that cannot be taken. A state of which all actions are worth this is an end, worth 0. */
    static final double FORBIDDEN = Double.NEGATIVE_INFINITY;

    /** What a task says of itself. */
    interface Backup {

        /**
         * Expected return of taking an action and the best ones from then on.
         *
         * @param later best expected return from each state on with one step less
         * @return the return, or {@link #FORBIDDEN}
         */
        double worth(int state, int action, double[] later);
    }

    private final int states;
    private final double[] values;
    // By steps left, then by state.
    private final byte[] best;

    /** @param actions at most 128 */
    BackwardInduction(int states, int actions, int steps, Backup backup) {
        this.states = states;
        this.best = new byte[(steps + 1) * states];
        double[] later = new double[states];
        double[] now = new double[states];
        for (int left = 1; left <= steps; left++) {
            for (int state = 0; state < states; state++) {
                double greatest = FORBIDDEN;
                for (int action = 0; action < actions; action++) {
                    double worth = backup.worth(state, action, later);
                    if (worth > greatest) {
                        greatest = worth;
                        best[left * states + state] = (byte) action;
                    }
                }
                now[state] = greatest == FORBIDDEN ? 0 : greatest;
            }
            double[] swapped = later;
            later = now;
            now = swapped;
        }
        this.values = later;
    }

    /** Best expected return with all steps left. */
    double value(int state) {
        return values[state];
    }

    /** Best action with so many steps left; 0 where there is none to take. */
    int action(int state, int stepsLeft) {
        return best[stepsLeft * states + state];
    }
}
