package io.millrace.policy.distribution;

/**
 * A distribution over actions of several factors that are drawn independently of one another, so that the
 * log-probability of an action is the sum of those of its factors.
 */
public interface FactoredDistribution extends NaturalDistribution {

    /** How many; at least 1. */
    int factors();

    /** Writes the log-probability of each factor of a sampled action, in nats, into {@code into[intoAt …]}. */
    void factorLogProbabilities(float[] sampled, int at, double[] into, int intoAt);

    /**
     * As {@link #addGradient}, with a weight for the log-probability of each factor.
     *
     * @param weights one for each factor, from {@code weightsAt} on
     */
    void addFactorGradient(
            float[] sampled,
            int at,
            double[] weights,
            int weightsAt,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient);
}
