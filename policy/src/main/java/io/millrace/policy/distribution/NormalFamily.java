package io.millrace.policy.distribution;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the families have in common that draw independent normals ({@link IndependentNormals}): the outputs are the
 * means, the free parameters the log standard deviations, and what is sampled is what was drawn. They differ in what
 * the environment receives.
 */
abstract sealed class NormalFamily implements NaturalDistribution permits Gaussian, LogisticNormal, SquashedGaussian {

    private final String name;
    private final IndependentNormals normals;

    /**
     * @param name  as settings name the family
     * @param width numbers in an action
     */
    NormalFamily(String name, int width) {
        this.name = name;
        normals = new IndependentNormals(width);
    }

    /** Numbers in an action. */
    final int width() {
        return normals.width();
    }

    @Override
    public final int outputs() {
        return width();
    }

    @Override
    public final int freeParameters() {
        return width();
    }

    @Override
    public final int sampledWidth() {
        return width();
    }

    @Override
    public final int actionWidth() {
        return width();
    }

    @Override
    public final boolean sampledIsAction() {
        return false;
    }

    @Override
    public final void useFreeParameters(float[] parameters, int at) {
        normals.useFreeParameters(parameters, at);
    }

    @Override
    public final void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireNoMask(name, mask);
        normals.wrap(outputs, at);
    }

    @Override
    public final void sample(RandomGenerator random, float[] sampled, int at) {
        normals.sample(random, sampled, at);
    }

    @Override
    public final void mode(float[] sampled, int at) {
        normals.mode(sampled, at);
    }

    /** Log-density of the normals; what a family adds to it depends on the sampled action alone. */
    @Override
    public double logProbability(float[] sampled, int at) {
        return normals.logDensity(sampled, at);
    }

    @Override
    public final double entropy() {
        return normals.entropy();
    }

    @Override
    public final void addGradient(
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
    public final double divergenceTo(NaturalDistribution other) {
        return normals.divergenceTo(Rows.requireAlike(this, family(), other).normals);
    }

    @Override
    public final void addFisherProduct(
            double weight,
            float[] outputTangent,
            int tangentAt,
            double[] freeTangent,
            float[] outputProduct,
            int productAt,
            double[] freeProduct) {
        normals.addFisherProduct(weight, outputTangent, tangentAt, freeTangent, outputProduct, productAt, freeProduct);
    }

    @SuppressWarnings("unchecked") // A class is that of its own objects.
    private Class<NormalFamily> family() {
        return (Class<NormalFamily>) getClass();
    }
}
