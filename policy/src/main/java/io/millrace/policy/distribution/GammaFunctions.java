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
        double r2 = r * r;
        double series = r
                * (1.0 / 12
                        + r2
                                * (-1.0 / 360
                                        + r2
                                                * (1.0 / 1260
                                                        + r2 * (-1.0 / 1680 + r2 * (1.0 / 1188 - r2 * 691 / 360360)))));
        return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series - Math.log(product);
    }

    /** The first derivative of {@link #logGamma}. */
    static double digamma(double x) {
        double moved = 0;
        double z = x;
        while (z < SERIES_FROM) {
            moved += 1 / z;
            z++;
        }
        double r2 = 1 / (z * z);
        double series = r2
                * (1.0 / 12
                        - r2 * (1.0 / 120 - r2 * (1.0 / 252 - r2 * (1.0 / 240 - r2 * (1.0 / 132 - r2 * 691 / 32760)))));
        return Math.log(z) - 0.5 / z - series - moved;
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
        double r2 = r * r;
        double series = r2
                * (1.0 / 6 - r2 * (1.0 / 30 - r2 * (1.0 / 42 - r2 * (1.0 / 30 - r2 * (5.0 / 66 - r2 * 691 / 2730)))));
        return r * (1 + 0.5 * r + series) + moved;
    }
}
