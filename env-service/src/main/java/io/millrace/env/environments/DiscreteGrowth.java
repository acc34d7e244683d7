package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One of a few growth factors, drawn before each decision anew.
 *
 * @param factors       each in [1e-6, 1e6]; at least one
 * @param probabilities of each factor, above 0, with sum 1; empty where all are equally likely
 * @see "Semenov and Tsurkov 2023, equation 1.4"
 */
public record DiscreteGrowth(List<Double> factors, List<Double> probabilities) {

    private static final double LARGEST_FACTOR = 1e6;

    private static final double SUM_TOLERANCE = 1e-9;

    public DiscreteGrowth {
        factors = List.copyOf(factors);
        probabilities = List.copyOf(probabilities);
        require(
                !factors.isEmpty(),
                "discrete.factors",
                factors,
                "One of them is drawn before each decision.",
                "Name at least one, such as [1.05, 1.09].");
        for (int i = 0; i < factors.size(); i++) {
            requireFactor("discrete.factors[" + i + "]", factors.get(i));
        }
        require(
                probabilities.isEmpty() || probabilities.size() == factors.size(),
                "discrete.probabilities",
                "a list of " + probabilities.size(),
                "There are " + factors.size()
                        + " numbers in environment.discrete.factors, and each has one probability.",
                "Give as many, or an empty list if all are equally likely.");
        requireProbabilities(probabilities);
    }

    /** Refuses what no law may have as a growth factor. Within these bounds a factor as a float32 is finite. */
    static void requireFactor(String key, double factor) {
        require(
                between(1 / LARGEST_FACTOR, factor, LARGEST_FACTOR),
                key,
                factor,
                "Wealth that is gone or without bound leaves nothing to decide.",
                "Use a factor from 0.000001 to 1000000, such as 1.07 for 7 percent.");
    }

    private static void requireProbabilities(List<Double> probabilities) {
        double sum = 0;
        for (int i = 0; i < probabilities.size(); i++) {
            double probability = probabilities.get(i);
            require(
                    probability > 0 && probability <= 1,
                    "discrete.probabilities[" + i + "]",
                    probability,
                    "A probability is at most 1, and a factor of probability 0 never comes.",
                    "Use a number above 0, or leave out the factor.");
            sum += probability;
        }
        require(
                probabilities.isEmpty() || Math.abs(sum - 1) <= SUM_TOLERANCE,
                "discrete.probabilities",
                probabilities,
                "They sum to " + sum + ", but one of the factors always comes.",
                "Use probabilities that sum to 1.");
    }

    GrowthLaw law() {
        boolean equallyLikely = probabilities.isEmpty();
        return new Law(
                factors, equallyLikely ? Collections.nCopies(factors.size(), 1.0 / factors.size()) : probabilities);
    }

    /** A factor that is always the same. */
    static GrowthLaw certain(double factor) {
        return new DiscreteGrowth(List.of(factor), List.of()).law();
    }

    /** Factors that do not depend on those before. */
    static final class Law implements GrowthLaw {
        private final double[] logs;
        private final double[] overLeast;
        private final double[] probabilities;
        private final double expectedLog;
        private final double least;

        private Law(List<Double> factors, List<Double> chances) {
            int count = factors.size();
            this.logs = factors.stream().mapToDouble(Math::log).toArray();
            this.probabilities =
                    chances.stream().mapToDouble(Double::doubleValue).toArray();
            this.least = Math.log(Collections.min(factors));
            this.overLeast = new double[count];
            double sum = 0;
            for (int i = 0; i < count; i++) {
                overLeast[i] = Math.exp(logs[i] - least);
                sum += probabilities[i] * logs[i];
            }
            this.expectedLog = sum;
        }

        @Override
        public double draw(int k, double before, RandomGenerator random) {
            double left = random.nextDouble();
            int drawn = 0;
            // Rounding may leave something beyond the last probability.
            while (drawn < logs.length - 1 && left >= probabilities[drawn]) {
                left -= probabilities[drawn];
                drawn++;
            }
            return logs[drawn];
        }

        @Override
        public double expectedLog(int k) {
            return expectedLog;
        }

        @Override
        public double least(int k, double before) {
            return least;
        }

        @Override
        public double expectedOverLeast(int k, DoubleUnaryOperator function) {
            double sum = 0;
            for (int i = 0; i < logs.length; i++) {
                sum += probabilities[i] * function.applyAsDouble(overLeast[i]);
            }
            return sum;
        }
    }
}
