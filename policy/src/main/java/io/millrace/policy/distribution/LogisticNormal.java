package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * Shares as the softmax of independent normals, one per share. The outputs are the means and the free
 * parameters the log standard deviations, held to [-5, 2]. A sampled action is the logits; the
 * environment receives {@code softmax(3 logits)}.
 *
 * <p>Log-probability and entropy are those of the logits, with no change of variables to the shares:
 * what it would add depends on the sampled action alone, and so cancels in every ratio and gradient.
 */
public final class LogisticNormal extends NormalFamily {

    /** How much the logits are stretched, so that normals of deviation 1 reach near every corner. */
    private static final double STRETCH = 3;

    private final ActionSpace.Simplex space;

    public LogisticNormal(ActionSpace.Simplex space) {
        super("logistic-normal", space.size());
        this.space = space;
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        int width = width();
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            greatest = Math.max(greatest, sampled[sampledAt + i]);
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += weight(sampled[sampledAt + i], greatest);
        }
        for (int i = 0; i < width; i++) {
            action[actionAt + i] = (float) (weight(sampled[sampledAt + i], greatest) / sum);
        }
    }

    @Override
    public NaturalDistribution another() {
        return new LogisticNormal(space);
    }

    private static double weight(double logit, double greatest) {
        return Math.exp(STRETCH * (logit - greatest));
    }
}
