package io.millrace.env.environments;

import java.util.random.RandomGenerator;

/**
 * Draws from Poisson distributions. Own code, because a recorded run must draw the same for ever. Below a mean of
 * 30 the sum of probabilities is inverted, with one uniform number per draw; from there on uniform numbers are
 * transformed, two for each try, and rejected where they do not fit. Nothing is allocated.
 *
 * @see "Devroye 1986, Non-Uniform Random Variate Generation, section X.3, on inversion by sequential search"
 * @see <a href="https://doi.org/10.1016/0167-6687(93)90997-4">Hoermann 1993, algorithm PTRS</a>
 */
public final class Poisson {

    /** The largest mean whose draws surely fit an int. */
    public static final double LARGEST_MEAN = 1e9;

    private static final double INVERSION_BELOW = 30;

    // Below the distance of two uniform numbers, so that a probability left out could not have been met.
    private static final double NEGLIGIBLE = 0x1p-60;

    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);
    private static final double SERIES_FROM = 10;

    private Poisson() {}

    /**
     * One draw.
     *
     * @param mean in [0, {@link #LARGEST_MEAN}]
     * @throws IllegalArgumentException if there is no such distribution
     */
    public static int draw(double mean, RandomGenerator random) {
        if (!(mean >= 0 && mean <= LARGEST_MEAN)) {
            throw new IllegalArgumentException("A Poisson distribution of mean " + mean
                    + " cannot be drawn from. Use a mean of 0 to " + LARGEST_MEAN + ".");
        }
        return mean < INVERSION_BELOW ? byInversion(mean, random) : byRejection(mean, random);
    }

    private static int byInversion(double mean, RandomGenerator random) {
        double left = random.nextDouble();
        double probability = StrictMath.exp(-mean);
        int count = 0;
        // Rounding may leave something beyond the last probability.
        while (left >= probability && (count < mean || probability > NEGLIGIBLE)) {
            left -= probability;
            count++;
            probability *= mean / count;
        }
        return count;
    }

    // The names are those of the paper.
    private static int byRejection(double mu, RandomGenerator random) {
        double b = 0.931 + 2.53 * Math.sqrt(mu);
        double a = -0.059 + 0.02483 * b;
        double vr = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            double u = random.nextDouble() - 0.5;
            // Above 0, because its logarithm is taken.
            double v = 1 - random.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + mu + 0.43);
            if (us >= 0.07 && v <= vr) {
                return (int) k;
            }
            boolean candidate = k >= 0 && (us >= 0.013 || v <= us);
            if (candidate && logOfHat(v, us, a, b) <= k * StrictMath.log(mu) - mu - logFactorial(k)) {
                return (int) k;
            }
        }
    }

    private static double logOfHat(double v, double us, double a, double b) {
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        return StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
    }

    /** Stirling's series for gamma of k + 1, below 10 moved there by the recurrence; error below 1e-9. */
    static double logFactorial(double k) {
        double z = k + 1;
        double product = 1;
        while (z < SERIES_FROM) {
            product *= z;
            z++;
        }
        double r = 1 / z;
        double series = r * (1.0 / 12 - r * r * (1.0 / 360 - r * r / 1260));
        return (z - 0.5) * StrictMath.log(z) - z + HALF_LOG_TWO_PI + series - StrictMath.log(product);
    }
}
