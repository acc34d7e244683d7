package io.millrace.policy.distribution;

/**
 * The logarithm of the gamma function and its first two derivatives, for arguments above zero. Small
 * arguments are moved to 10 or more by the recurrence, where the asymptotic series is summed until its
 * terms are below double precision. Error at most 1e-12, absolute or relative, whichever is larger.
 *
 * @see <a href="https://dlmf.nist.gov/5.11">Digital Library of Mathematical Functions, 5.5 and 5.11</a>
 */
final class GammaFunctions {

    private static final double SERIES_FROM = 10;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    // By powers of 1 / x^2. B is the Bernoulli number of index 2k, for k from 1.
    /** B / (2k (2k - 1)). */
    private static final double[] LOG_GAMMA_SERIES = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
    };

    /** B / 2k. */
    private static final double[] DIGAMMA_SERIES = {
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760
    };

    /** B. */
    private static final double[] TRIGAMMA_SERIES = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730};

    private GammaFunctions() {}

    /** The natural logarithm of gamma of x; x above zero. */
    static double logGamma(double x) {
        double product = 1;
        double z = x;
        while (z < SERIES_FROM) {
            product *= z;
            z++;
        }
        double r = 1 / z;
        return (z - 0.5) * Math.log(z)
                - z
                + HALF_LOG_TWO_PI
                + r * polynomial(LOG_GAMMA_SERIES, r * r)
                - Math.log(product);
    }

    /** The first derivative of {@link #logGamma}. */
    static double digamma(double x) {
        double moved = 0;
        double z = x;
        while (z < SERIES_FROM) {
            moved += 1 / z;
            z++;
        }
        double r = 1 / z;
        return Math.log(z) - 0.5 * r - r * r * polynomial(DIGAMMA_SERIES, r * r) - moved;
    }

    /** The second derivative of {@link #logGamma}. */
    static double trigamma(double x) {
        double moved = 0;
        double z = x;
        while (z < SERIES_FROM) {
            moved += 1 / (z * z);
            z++;
        }
        double r = 1 / z;
        return r + 0.5 * r * r + r * r * r * polynomial(TRIGAMMA_SERIES, r * r) + moved;
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }
}
