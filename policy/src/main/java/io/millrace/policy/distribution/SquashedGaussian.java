package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
public final class SquashedGaussian implements ActionDistribution {

    private final Bounds bounds;
    private final IndependentNormals normals;

    public SquashedGaussian(ActionSpace.Box space) {
        bounds = new Bounds(space);
        normals = new IndependentNormals(bounds.width());
    }

    @Override
    public int outputs() {
        return normals.width();
    }

    @Override
    public int freeParameters() {
        return normals.width();
    }

    @Override
    public int sampledWidth() {
        return normals.width();
    }

    @Override
    public int actionWidth() {
        return normals.width();
    }

    @Override
    public boolean sampledIsAction() {
        return false;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        normals.useFreeParameters(parameters, at);
    }

    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireNoMask("squashed-gaussian", mask);
        normals.wrap(outputs, at);
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        normals.sample(random, sampled, at);
    }

    @Override
    public void mode(float[] sampled, int at) {
        normals.mode(sampled, at);
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        for (int i = 0; i < bounds.width(); i++) {
            action[actionAt + i] = bounds.at(i, 0.5 * (Math.tanh(sampled[sampledAt + i]) + 1));
        }
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        double density = normals.logDensity(sampled, at);
        for (int i = 0; i < bounds.width(); i++) {
            density -= TanhSquashing.logSlope(sampled[at + i]);
        }
        return density;
    }

    @Override
    public double entropy() {
        return normals.entropy();
    }

    @Override
    public void addGradient(
            float[] sampled,
            int at,
            double logProbabilityWeight,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        // The slope of tanh depends on the sampled action alone.
        normals.addGradient(sampled, at, logProbabilityWeight, entropyWeight, outputGradient, gradientAt, freeGradient);
    }
}
