package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Shares as the softmax of independent normals, one per share. The outputs are the means and the free
 * parameters the log standard deviations, held to [-5, 2]. A sampled action is the logits; the
 * environment receives {@code softmax(3 logits)}.
 *
 * <p>Log-probability and entropy are those of the logits, with no change of variables to the shares:
 * what it would add depends on the sampled action alone, and so cancels in every ratio and gradient.
 */
public final class LogisticNormal implements NaturalDistribution {

    /** How much the logits are stretched, so that normals of deviation 1 reach near every corner. */
    private static final double STRETCH = 3;

    private final ActionSpace.Simplex space;
    private final IndependentNormals normals;

    public LogisticNormal(ActionSpace.Simplex space) {
        this.space = space;
        normals = new IndependentNormals(space.size());
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
        Rows.requireNoMask("logistic-normal", mask);
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
        int width = normals.width();
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
    public double logProbability(float[] sampled, int at) {
        return normals.logDensity(sampled, at);
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
        normals.addGradient(sampled, at, logProbabilityWeight, entropyWeight, outputGradient, gradientAt, freeGradient);
    }

    @Override
    public NaturalDistribution another() {
        return new LogisticNormal(space);
    }

    @Override
    public double divergenceTo(NaturalDistribution other) {
        return normals.divergenceTo(Rows.requireAlike(this, LogisticNormal.class, other).normals);
    }

    @Override
    public void addFisherProduct(
            double weight,
            float[] outputTangent,
            int tangentAt,
            double[] freeTangent,
            float[] outputProduct,
            int productAt,
            double[] freeProduct) {
        normals.addFisherProduct(weight, outputTangent, tangentAt, freeTangent, outputProduct, productAt, freeProduct);
    }

    private static double weight(double logit, double greatest) {
        return Math.exp(STRETCH * (logit - greatest));
    }
}
