package io.millrace.learner.algorithms;

/**
 * How the policy's part of the loss is formed from the action of one row. After {@link #score}, the other methods speak
 * of that row; the distribution looks at it all the while.
 */
interface PolicyRow {

    /**
     * Compares the recorded action's probability with the old one.
     *
     * @param i         row of the minibatch, at which the distribution looks
     * @param advantage as it counts in the loss; held fixed
     */
    void score(Minibatch minibatch, int i, double advantage);

    /** The loss. */
    double loss();

    /** The row's share of the divergence from the old policy to the new one, in nats; at least 0. */
    double approximateKl();

    /** Share of its ratios that lie beyond the term's clip; in [0, 1]. */
    double clipped();

    /**
     * Adds the gradient of the loss over {@code divisor}, and {@code entropyWeight} times that of the entropy.
     *
     * @param divisor        rows of the minibatch
     * @param outputGradient of the row begins at {@code gradientAt}
     */
    void addGradient(
            Minibatch minibatch,
            int i,
            int divisor,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient);
}
