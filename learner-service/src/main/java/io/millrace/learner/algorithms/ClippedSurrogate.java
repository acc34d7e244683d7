package io.millrace.learner.algorithms;

/**
 * PPO's loss of one step, by how its action's probability has changed from the old one. The ratio is
 * new probability over old probability.
 *
 * @param clip how far a ratio may leave 1 and still be rewarded, the paper's epsilon; in (0, 1)
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, equation 7</a>
 */
record ClippedSurrogate(double clip) implements PolicyTerm {

    /** The larger of the plain and the clipped loss: there is nothing to gain beyond the clip, but all to lose. */
    @Override
    public double loss(double advantage, double logProbability, double ratio) {
        return Math.max(-advantage * ratio, -advantage * clipped(ratio));
    }

    /** Derivative of {@link #loss} by the new log-probability; 0 where the clip holds. */
    @Override
    public double slope(double advantage, double ratio) {
        double plain = -advantage * ratio;
        // Inside the clip both are the same, and the plain one has the slope.
        return plain >= -advantage * clipped(ratio) ? plain : 0;
    }

    /** Whether the ratio lies beyond the clip, whatever the advantage. */
    @Override
    public boolean isClipped(double ratio) {
        return Math.abs(ratio - 1) > clip;
    }

    private double clipped(double ratio) {
        return Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    }
}
