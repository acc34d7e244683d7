package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Independent normals squashed into a box or a simplex ({@link Squashing}). The outputs are the means, then the log
 * standard deviations, held to [-5, 2]: how widely it draws depends on the observation, and there is no free parameter.
 * A sampled action is the numbers u before squashing; over a simplex the 0 that is held follows them, so that sampled
 * actions have as many numbers as actions.
 *
 * <p>Log-probabilities are densities of the action in unit coordinates. The entropy is that of the normals before
 * squashing, since that of what they are squashed to has no closed form.
 *
 * <p>A log standard deviation beyond a bound acts as the bound. Its gradient is then dropped where a step against it
 * would lead further out and kept where it leads back.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, appendix C</a>
 */
public final class SquashedGaussianByState implements UnitActions {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final Squashing squashing;
    private final int width;
    private final double[] mean;
    private final double[] output;
    private final double[] logDeviation;
    private final double[] rawGradient;

    /** @throws IllegalArgumentException if nothing can be squashed into the space */
    public SquashedGaussianByState(ActionSpace space) {
        squashing = Squashing.into(space);
        width = squashing.rawWidth();
        mean = new double[width];
        output = new double[width];
        logDeviation = new double[width];
        rawGradient = new double[width];
    }

    @Override
    public Squashing squashing() {
        return squashing;
    }

    @Override
    public int outputs() {
        return 2 * width;
    }

    @Override
    public int freeParameters() {
        return 0;
    }

    @Override
    public int sampledWidth() {
        return squashing.unitWidth();
    }

    @Override
    public int actionWidth() {
        return squashing.unitWidth();
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
        Rows.requireNoMask("squashed-gaussian-by-state", mask);
        Rows.requireFinite(outputs, at, outputs());
        for (int i = 0; i < width; i++) {
            mean[i] = outputs[at + i];
            output[i] = outputs[at + width + i];
            logDeviation[i] = Math.max(
                    IndependentNormals.LEAST_LOG_DEVIATION,
                    Math.min(IndependentNormals.GREATEST_LOG_DEVIATION, output[i]));
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        for (int i = 0; i < width; i++) {
            sampled[at + i] = (float) (mean[i] + Math.exp(logDeviation[i]) * random.nextGaussian());
        }
        Arrays.fill(sampled, at + width, at + sampledWidth(), 0);
    }

    @Override
    public void mode(float[] sampled, int at) {
        for (int i = 0; i < width; i++) {
            sampled[at + i] = (float) mean[i];
        }
        Arrays.fill(sampled, at + width, at + sampledWidth(), 0);
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        squashing.rawToAction(sampled, sampledAt, action, actionAt);
    }

    @Override
    public void toUnit(float[] sampled, int at, float[] unit, int unitAt) {
        squashing.squash(sampled, at, unit, unitAt);
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        double density = -squashing.logDeterminant(sampled, at);
        for (int i = 0; i < width; i++) {
            double z = off(sampled, at, i);
            density -= 0.5 * z * z + logDeviation[i] + HALF_LOG_TWO_PI;
        }
        return density;
    }

    @Override
    public double entropy() {
        double sum = 0;
        for (double each : logDeviation) {
            sum += each + 0.5 + HALF_LOG_TWO_PI;
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
        for (int i = 0; i < width; i++) {
            double z = off(sampled, at, i);
            outputGradient[gradientAt + i] += (float) (logProbabilityWeight * z * Math.exp(-logDeviation[i]));
            addLogDeviationGradient(i, logProbabilityWeight * (z * z - 1) + entropyWeight, outputGradient, gradientAt);
        }
    }

    /**
     * Adds the gradient of {@code logProbabilityWeight * logProbability + unit action · unitGradient} by this row's
     * outputs where the sampled action moves with them: as {@code mean + deviation * noise}, with the noise held fixed.
     *
     * @param sampled      drawn from this row
     * @param unitGradient gradient of a loss by the sampled action in unit coordinates begins at {@code unitAt}
     * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, equation 10</a>
     */
    public void addReparameterizedGradient(
            float[] sampled,
            int at,
            double logProbabilityWeight,
            float[] unitGradient,
            int unitAt,
            float[] outputGradient,
            int gradientAt) {
        Arrays.fill(rawGradient, 0);
        // The noise, and so the density of the normals but for their deviations, stays as it is.
        squashing.addGradient(sampled, at, unitGradient, unitAt, -logProbabilityWeight, rawGradient);
        for (int i = 0; i < width; i++) {
            outputGradient[gradientAt + i] += (float) rawGradient[i];
            double slope = rawGradient[i] * (sampled[at + i] - mean[i]) - logProbabilityWeight;
            addLogDeviationGradient(i, slope, outputGradient, gradientAt);
        }
    }

    private void addLogDeviationGradient(int i, double slope, float[] outputGradient, int gradientAt) {
        boolean leadsFurtherOut = slope < 0
                ? output[i] > IndependentNormals.GREATEST_LOG_DEVIATION
                : output[i] < IndependentNormals.LEAST_LOG_DEVIATION;
        if (!leadsFurtherOut) {
            outputGradient[gradientAt + width + i] += (float) slope;
        }
    }

    /** How many deviations a sampled number is above its mean. */
    private double off(float[] sampled, int at, int i) {
        return (sampled[at + i] - mean[i]) * Math.exp(-logDeviation[i]);
    }
}
