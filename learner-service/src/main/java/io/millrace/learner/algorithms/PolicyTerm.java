package io.millrace.learner.algorithms;

/** What the policy's part of a loss is at one step. */
interface PolicyTerm {

    /**
     * The loss.
     *
     * @param advantage      held fixed
     * @param logProbability of the action under the policy that learns, in nats
     * @param ratio          that probability over the old one
     */
    double loss(double advantage, double logProbability, double ratio);

    /** Derivative of {@link #loss} by the log-probability. */
    double slope(double advantage, double ratio);

    /** Whether the ratio is beyond what counts in full. */
    boolean isClipped(double ratio);
}
