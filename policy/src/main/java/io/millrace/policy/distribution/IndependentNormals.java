package io.millrace.policy.distribution;

import java.util.random.RandomGenerator;

/**
 * Independent normal distributions whose means are the outputs of a row and whose log standard
 * deviations are free parameters, held to [{@link #LEAST_LOG_DEVIATION}, {@link #GREATEST_LOG_DEVIATION}].
 *
 * <p>A log standard deviation beyond a bound acts as the bound. Its gradient is then dropped where a
 * step against it would lead further out and kept where it leads back, so that no parameter is stuck
 * outside. (Gradients are of losses: optimizers step against them.)
 */
final class IndependentNormals {

    static final double LEAST_LOG_DEVIATION = -5;
    static final double GREATEST_LOG_DEVIATION = 2;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final double[] mean;
    private final double[] free;
    private final double[] logDeviation;
    private float[] source;
    private int sourceAt;

    IndependentNormals(int width) {
        mean = new double[width];
        free = new double[width];
        logDeviation = new double[width];
        source = new float[width];
    }

    int width() {
        return mean.length;
    }

    void useFreeParameters(float[] parameters, int at) {
        if (at < 0 || at + mean.length > parameters.length) {
            throw new IllegalArgumentException(mean.length + " log standard deviations were to be read from place " + at
                    + " of " + parameters.length + " parameters. The network shape has to count them as free.");
        }
        source = parameters;
        sourceAt = at;
    }

    void wrap(float[] outputs, int at) {
        Rows.requireFinite(outputs, at, mean.length);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = outputs[at + i];
            free[i] = source[sourceAt + i];
            if (Double.isNaN(free[i])) {
                throw new IllegalStateException("Log standard deviation " + i
                        + " is not a number. The parameters have diverged: go back to an earlier version.");
            }
            logDeviation[i] = Math.max(LEAST_LOG_DEVIATION, Math.min(GREATEST_LOG_DEVIATION, free[i]));
        }
    }

    void sample(RandomGenerator random, float[] sampled, int at) {
        for (int i = 0; i < mean.length; i++) {
            sampled[at + i] = (float) (mean[i] + Math.exp(logDeviation[i]) * random.nextGaussian());
        }
    }

    void mode(float[] sampled, int at) {
        for (int i = 0; i < mean.length; i++) {
            sampled[at + i] = (float) mean[i];
        }
    }

    double logDensity(float[] sampled, int at) {
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            double z = (sampled[at + i] - mean[i]) * Math.exp(-logDeviation[i]);
            sum -= 0.5 * z * z + logDeviation[i] + HALF_LOG_TWO_PI;
        }
        return sum;
    }

    double entropy() {
        double sum = 0;
        for (double each : logDeviation) {
            sum += each + 0.5 + HALF_LOG_TWO_PI;
        }
        return sum;
    }

    void addGradient(
            float[] sampled,
            int at,
            double logDensityWeight,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        for (int i = 0; i < mean.length; i++) {
            double precision = Math.exp(-logDeviation[i]);
            double z = (sampled[at + i] - mean[i]) * precision;
            outputGradient[gradientAt + i] += (float) (logDensityWeight * z * precision);
            double slope = logDensityWeight * (z * z - 1) + entropyWeight;
            boolean leadsFurtherOut = slope < 0 ? free[i] > GREATEST_LOG_DEVIATION : free[i] < LEAST_LOG_DEVIATION;
            if (!leadsFurtherOut) {
                freeGradient[i] += (float) slope;
            }
        }
    }

    double divergenceTo(IndependentNormals other) {
        double divergence = 0;
        for (int i = 0; i < mean.length; i++) {
            double wider = logDeviation[i] - other.logDeviation[i];
            double off = (mean[i] - other.mean[i]) * Math.exp(-other.logDeviation[i]);
            divergence += 0.5 * (Math.expm1(2 * wider) + off * off) - wider;
        }
        return divergence;
    }

    /** The product with the Fisher information matrix: diagonal, the precision of each mean and 2 for each logarithm. */
    void addFisherProduct(
            double weight,
            float[] outputTangent,
            int tangentAt,
            double[] freeTangent,
            float[] outputProduct,
            int productAt,
            double[] freeProduct) {
        for (int i = 0; i < mean.length; i++) {
            double precision = Math.exp(-2 * logDeviation[i]);
            outputProduct[productAt + i] += (float) (weight * precision * outputTangent[tangentAt + i]);
            freeProduct[i] += weight * 2 * freeTangent[i];
        }
    }
}
