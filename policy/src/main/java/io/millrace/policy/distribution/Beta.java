package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Independent Beta distributions over the numbers of a box. Outputs {@code 2i} and {@code 2i + 1} of a
 * row make {@code alpha = 1 + softplus} and {@code beta = 1 + softplus} of number i, so that each
 * density has a single peak. A sampled number is the fraction x of the way from low to high; densities
 * and entropy are those of x. Drawn fractions stay {@link #MARGIN} away from 0 and 1, so that every
 * log-density is finite.
 *
 * @see <a href="https://proceedings.mlr.press/v70/chou17a.html">Chou, Maturana and Scherer 2017</a>
 */
public final class Beta implements NaturalDistribution {

    /** How near a sampled fraction comes to 0 and to 1; a float holds it and one minus it exactly. */
    public static final float MARGIN = 0x1p-20f;

    private final ActionSpace.Box space;
    private final Bounds bounds;
    private final double[] output;
    private final double[] alpha;
    private final double[] beta;
    private final double[] logBeta;
    // Of alpha, beta and their sum: dear, and asked for by learners alone.
    private final double[] digammas;
    private boolean digammasKnown;

    public Beta(ActionSpace.Box space) {
        this.space = space;
        bounds = new Bounds(space);
        output = new double[2 * bounds.width()];
        alpha = new double[bounds.width()];
        beta = new double[bounds.width()];
        logBeta = new double[bounds.width()];
        digammas = new double[3 * bounds.width()];
    }

    /**
     * The output that makes alpha or beta that large, for instance to choose a head's bias.
     *
     * @param parameter alpha or beta; above 1
     */
    public static float outputFor(double parameter) {
        if (!(parameter > 1 && parameter < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("No output makes alpha or beta " + parameter
                    + ": both are 1 plus something above zero. Ask for more than 1.");
        }
        double excess = parameter - 1;
        return (float) (excess + Math.log(-Math.expm1(-excess)));
    }

    @Override
    public int outputs() {
        return 2 * bounds.width();
    }

    @Override
    public int freeParameters() {
        return 0;
    }

    @Override
    public int sampledWidth() {
        return bounds.width();
    }

    @Override
    public int actionWidth() {
        return bounds.width();
    }

    @Override
    public boolean sampledIsAction() {
        return false;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        // It has none.
    }

    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireNoMask("beta", mask);
        Rows.requireFinite(outputs, at, outputs());
        digammasKnown = false;
        for (int i = 0; i < alpha.length; i++) {
            output[2 * i] = outputs[at + 2 * i];
            output[2 * i + 1] = outputs[at + 2 * i + 1];
            alpha[i] = 1 + Softplus.value(output[2 * i]);
            beta[i] = 1 + Softplus.value(output[2 * i + 1]);
            logBeta[i] = GammaFunctions.logGamma(alpha[i])
                    + GammaFunctions.logGamma(beta[i])
                    - GammaFunctions.logGamma(alpha[i] + beta[i]);
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        for (int i = 0; i < alpha.length; i++) {
            double first = gamma(random, alpha[i]);
            double second = gamma(random, beta[i]);
            sampled[at + i] = inside(first / (first + second));
        }
    }

    @Override
    public void mode(float[] sampled, int at) {
        for (int i = 0; i < alpha.length; i++) {
            double above = Softplus.value(output[2 * i]);
            double below = Softplus.value(output[2 * i + 1]);
            double sum = above + below;
            // Where both have underflown the density is flat: then the mean.
            sampled[at + i] = inside(sum > 0 ? above / sum : alpha[i] / (alpha[i] + beta[i]));
        }
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        for (int i = 0; i < alpha.length; i++) {
            action[actionAt + i] = bounds.at(i, sampled[sampledAt + i]);
        }
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        double sum = 0;
        for (int i = 0; i < alpha.length; i++) {
            double x = sampled[at + i];
            sum += (alpha[i] - 1) * Math.log(x) + (beta[i] - 1) * Math.log1p(-x) - logBeta[i];
        }
        return sum;
    }

    @Override
    public double entropy() {
        findDigammas();
        double sum = 0;
        for (int i = 0; i < alpha.length; i++) {
            double a = alpha[i];
            double b = beta[i];
            sum += logBeta[i]
                    - (a - 1) * digammas[3 * i]
                    - (b - 1) * digammas[3 * i + 1]
                    + (a + b - 2) * digammas[3 * i + 2];
        }
        return sum;
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
        findDigammas();
        for (int i = 0; i < alpha.length; i++) {
            double a = alpha[i];
            double b = beta[i];
            double x = sampled[at + i];
            double ofSum = digammas[3 * i + 2];
            double byAlpha = logProbabilityWeight * (Math.log(x) - digammas[3 * i] + ofSum);
            double byBeta = logProbabilityWeight * (Math.log1p(-x) - digammas[3 * i + 1] + ofSum);
            if (entropyWeight != 0) {
                double shared = (a + b - 2) * GammaFunctions.trigamma(a + b);
                byAlpha += entropyWeight * (shared - (a - 1) * GammaFunctions.trigamma(a));
                byBeta += entropyWeight * (shared - (b - 1) * GammaFunctions.trigamma(b));
            }
            outputGradient[gradientAt + 2 * i] += (float) (byAlpha * Softplus.slope(output[2 * i]));
            outputGradient[gradientAt + 2 * i + 1] += (float) (byBeta * Softplus.slope(output[2 * i + 1]));
        }
    }

    @Override
    public NaturalDistribution another() {
        return new Beta(space);
    }

    @Override
    public double divergenceTo(NaturalDistribution other) {
        Beta to = Rows.requireAlike(this, Beta.class, other);
        findDigammas();
        double divergence = 0;
        for (int i = 0; i < alpha.length; i++) {
            double byAlpha = alpha[i] - to.alpha[i];
            double byBeta = beta[i] - to.beta[i];
            divergence += to.logBeta[i]
                    - logBeta[i]
                    + byAlpha * digammas[3 * i]
                    + byBeta * digammas[3 * i + 1]
                    - (byAlpha + byBeta) * digammas[3 * i + 2];
        }
        return divergence;
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
        for (int i = 0; i < alpha.length; i++) {
            double alphaSlope = Softplus.slope(output[2 * i]);
            double betaSlope = Softplus.slope(output[2 * i + 1]);
            double byAlpha = alphaSlope * outputTangent[tangentAt + 2 * i];
            double byBeta = betaSlope * outputTangent[tangentAt + 2 * i + 1];
            double shared = GammaFunctions.trigamma(alpha[i] + beta[i]) * (byAlpha + byBeta);
            double ofAlpha = GammaFunctions.trigamma(alpha[i]) * byAlpha - shared;
            double ofBeta = GammaFunctions.trigamma(beta[i]) * byBeta - shared;
            outputProduct[productAt + 2 * i] += (float) (weight * alphaSlope * ofAlpha);
            outputProduct[productAt + 2 * i + 1] += (float) (weight * betaSlope * ofBeta);
        }
    }

    private void findDigammas() {
        if (digammasKnown) {
            return;
        }
        for (int i = 0; i < alpha.length; i++) {
            digammas[3 * i] = GammaFunctions.digamma(alpha[i]);
            digammas[3 * i + 1] = GammaFunctions.digamma(beta[i]);
            digammas[3 * i + 2] = GammaFunctions.digamma(alpha[i] + beta[i]);
        }
        digammasKnown = true;
    }

    private static float inside(double fraction) {
        return Math.max(MARGIN, Math.min(1 - MARGIN, (float) fraction));
    }

    /**
     * A Gamma draw of scale 1; shape at least 1.
     *
     * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang 2000</a>
     */
    private static double gamma(RandomGenerator random, double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double root = 1 + c * normal;
            double v = root * root * root;
            // Never zero, so that its logarithm is finite.
            double uniform = 1 - random.nextDouble();
            if (v > 0 && Math.log(uniform) < 0.5 * normal * normal + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }
}
