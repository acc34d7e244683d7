package io.millrace.learner.algorithms;

/**
 * PPO's loss of one step, by how its action's probability has changed since it was taken. The ratio is
 * new probability over behaviour probability.
 *
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, equation 7</a>
 */
final class ClippedSurrogate {

    private ClippedSurrogate() {}

    /** The larger of the plain and the clipped loss: there is nothing to gain beyond the clip, but all to lose. */
    static double loss(double advantage, double ratio, double clip) {
        return Math.max(-advantage * ratio, -advantage * clipped(ratio, clip));
    }

    /** Derivative of {@link #loss} by the new log-probability; 0 where the clip holds. */
    static double slope(double advantage, double ratio, double clip) {
        double plain = -advantage * ratio;
        // Inside the clip both are the same, and the plain one has the slope.
        return plain >= -advantage * clipped(ratio, clip) ? plain : 0;
    }

    /** Whether the ratio lies beyond the clip, whatever the advantage. */
    static boolean isClipped(double ratio, double clip) {
        return Math.abs(ratio - 1) > clip;
    }

    /**
     * One step's share of the divergence from the behaviour policy to the new one, in nats: ratio - 1 -
     * log ratio. Its mean is the mean of -log ratio, with less variance; each share is at least 0.
     */
    static double approximateKl(double ratio, double logRatio) {
        return ratio - 1 - logRatio;
    }

    private static double clipped(double ratio, double clip) {
        return Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    }
}
