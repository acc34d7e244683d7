package io.millrace.env.environments.migration;

import io.millrace.policy.bandit.GammaSampler;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Shares that sum to one: checked, compared and drawn. */
public final class Distribution {

    /** How far the sum of given shares may be from one: they are printed with few digits. */
    static final double TOLERANCE = 1e-6;

    // Shares of full precision are taken as they are: dividing them would move their last digit.
    private static final double ROUNDING = 1e-12;

    private Distribution() {}

    /**
     * Divides shares by their sum, which has to be one but for rounding. Each share was found to be 0 or more.
     *
     * @param source who gave them, for the message
     * @throws IllegalArgumentException if the sum is further from one than 0.000001
     */
    static void normalise(String source, double[] shares) {
        double sum = sum(shares);
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The shares of %s sum to %.9f, but together they are the whole, which is 1 (within %s). Divide each by"
                            + " that sum, or correct the one that is wrong.",
                    source,
                    sum,
                    TOLERANCE));
        }
        if (Math.abs(sum - 1) <= ROUNDING) {
            return;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
    }

    /** Square root of the sum of squared differences. */
    public static double distance(double[] shares, double[] goal) {
        double squares = 0;
        for (int i = 0; i < goal.length; i++) {
            double difference = goal[i] - shares[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    /** Draws from Dirichlet(1, ..., 1), which is uniform over all distributions. Nothing is allocated. */
    public static void drawUniform(double[] into, RandomGenerator random) {
        for (int i = 0; i < into.length; i++) {
            into[i] = -StrictMath.log(1 - random.nextDouble());
        }
        divideBySum(into);
    }

    /**
     * Draws from Dirichlet(exp(z)) with a new z[i] ~ N(2, 2^2) for every region: some regions are large, most are all
     * but empty. Nothing is allocated.
     */
    public static void drawUneven(double[] into, RandomGenerator random) {
        for (int i = 0; i < into.length; i++) {
            into[i] = gamma(StrictMath.exp(2 + 2 * random.nextGaussian()), random);
        }
        divideBySum(into);
    }

    // Below 1 as the sampler does it, but for the power, which the library does not take without allocating.
    private static double gamma(double shape, RandomGenerator random) {
        if (shape >= 1) {
            return GammaSampler.draw(shape, random);
        }
        double atLeastOne = GammaSampler.draw(shape + 1, random);
        return atLeastOne * StrictMath.exp(StrictMath.log(1 - random.nextDouble()) / shape);
    }

    private static void divideBySum(double[] shares) {
        double sum = sum(shares);
        if (sum > 0) {
            for (int i = 0; i < shares.length; i++) {
                shares[i] /= sum;
            }
        } else {
            // Every draw came out as nothing: no chance to speak of, but no distribution either.
            Arrays.fill(shares, 1.0 / shares.length);
        }
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }
}
