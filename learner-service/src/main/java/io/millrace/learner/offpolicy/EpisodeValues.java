package io.millrace.learner.offpolicy;

/**
 * What a model says of one episode of T steps, in the rewards' unit.
 *
 * @param ofActions of the action taken at each step, T
 * @param ofTarget  of what the target would do at each step, T + 1; 0 at the end, beyond which nothing is counted
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on at once.
record EpisodeValues(double[] ofActions, double[] ofTarget) {

    /** A model that knows nothing: what is doubly robust is then the plain estimate. */
    static EpisodeValues zeros(int steps) {
        return new EpisodeValues(new double[steps], new double[steps + 1]);
    }
}
