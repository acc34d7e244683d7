package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * Draws from gamma distributions. Not left to a library, whose method is its own to change: a recorded run must
 * draw the same for ever.
 *
 * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang 2000</a>
 */
public final class GammaSampler {

    private GammaSampler() {}

    /** A draw with a shape and with rate 1; divide it by the rate for any other. The shape is above 0. */
    public static double draw(double shape, RandomGenerator random) {
        if (shape < 1) {
            // Section 6 of the paper: what lacks to a shape of 1 or more is a power of a uniform draw.
            double atLeastOne = draw(shape + 1, random);
            return atLeastOne * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = 1 - random.nextDouble();
            double square = x * x;
            // The first bound spares most of the logarithms.
            if (u < 1 - 0.0331 * square * square
                    || StrictMath.log(u) < 0.5 * square + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }
}
