package io.millrace.learner.replay;

/**
 * What is remembered, and how it is drawn: the section {@code algorithm.replay}.
 *
 * @param capacity environment steps that are remembered, rounded up to whole unrolls; at least 1
 * @param kind     how steps are drawn
 * @param alpha    how far the error of a step decides how often it is drawn, from not at all (0) to in proportion
 *     (1), the paper's alpha; read where prioritised
 * @param beta     how far weights make up for that at the beginning, from not at all (0) to wholly (1), the
 *     paper's beta; read where prioritised
 */
public record ReplaySettings(int capacity, Kind kind, double alpha, double beta) {

    /** How steps are drawn. */
    public enum Kind {
        /** Each as often as any other. */
        UNIFORM,
        /** Those that were predicted badly more often. */
        PRIORITISED
    }

    public ReplaySettings {
        require(capacity >= 1, "capacity", capacity, "at least 1", "10000");
        require(alpha >= 0 && alpha <= 1, "alpha", alpha, "between 0 and 1", "0.6");
        require(beta >= 0 && beta <= 1, "beta", beta, "between 0 and 1", "0.4");
    }

    /**
     * A sampler of this kind at its beginning.
     *
     * @param steps that the memory holds at most: {@link ReplayMemory#capacity}
     */
    public Sampler sampler(int steps) {
        return switch (kind) {
            case UNIFORM -> new UniformSampler(steps);
            case PRIORITISED -> new PrioritisedSampler(steps, alpha, beta);
        };
    }

    private static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException("algorithm.replay." + key + " is " + found + ", but it has to be " + rule
                    + ", such as " + example + ".");
        }
    }
}
