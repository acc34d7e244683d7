package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Independent normals over the numbers of a box. The outputs are the means and the free parameters the log
 * standard deviations, one per number, held to [-5, 2]; the unit of both is half the width of the box and 0 its
 * middle, so that initial weights act around the middle. A sampled number is kept as it was drawn; the
 * environment receives it clipped into the box.
 *
 * <p>Log-probability and entropy are those of what was sampled, in that unit, not of what was clipped.
 */
public final class Gaussian implements NaturalDistribution {

    private final ActionSpace.Box space;
    private final Bounds bounds;
    private final IndependentNormals normals;

    public Gaussian(ActionSpace.Box space) {
        this.space = space;
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
        Rows.requireNoMask("gaussian", mask);
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
            action[actionAt + i] = bounds.at(i, 0.5 * (sampled[sampledAt + i] + 1));
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
        return new Gaussian(space);
    }

    @Override
    public double divergenceTo(NaturalDistribution other) {
        return normals.divergenceTo(Rows.requireAlike(this, Gaussian.class, other).normals);
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
}
