package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * Independent normals squashed into a box by tanh. The outputs are the means and the free parameters
 * the log standard deviations, one per number, held to [-5, 2]. A sampled number is the value u before
 * squashing; the environment receives {@code low + (high - low) (tanh(u) + 1) / 2}.
 *
 * <p>Log-probabilities are densities of tanh(u): that of u under the normal less the logarithm of the
 * slope of tanh. The entropy is that of the normal before squashing, since that of the squashed one
 * has no closed form; it bounds it from above.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, appendix C</a>
 */
public final class SquashedGaussian extends NormalFamily {

    private final ActionSpace.Box space;
    private final TanhSquashing squashing;

    public SquashedGaussian(ActionSpace.Box space) {
        super("squashed-gaussian", space.width());
        this.space = space;
        squashing = new TanhSquashing(space);
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        squashing.rawToAction(sampled, sampledAt, action, actionAt);
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        double density = super.logProbability(sampled, at);
        for (int i = 0; i < width(); i++) {
            density -= TanhSquashing.logSlope(sampled[at + i]);
        }
        return density;
    }

    @Override
    public NaturalDistribution another() {
        return new SquashedGaussian(space);
    }
}
