package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Growth factors along a geometric Brownian motion: {@code rho(t) = start exp((drift - volatility^2 / 2) t + volatility
 * W(t))} at the times {@code t = k / K}, so that {@code E rho(t) = start exp(drift t)}. All of a path's factors are of
 * one path of W.
 *
 * @param start      the factor before the first decision; in [1e-6, 1e6]
 * @param drift      mu, by which the logarithm of the mean factor changes over an episode; in [-10, 10]
 * @param volatility sigma, standard deviation of {@code ln rho} at the last decision; in [0, 5]
 * @see "Semenov and Tsurkov 2023, equation 1.5"
 */
public record BrownianGrowth(double start, double drift, double volatility) {

    public BrownianGrowth {
        DiscreteGrowth.requireFactor("brownian.start", start);
        requireDrift("brownian", drift);
        require(
                between(0, volatility, 5),
                "brownian.volatility",
                volatility,
                "It is a standard deviation, and factors are shown as float32 numbers.",
                "Use 0 to 5, such as 0.05.");
    }

    static void requireDrift(String law, double drift) {
        require(
                between(-10, drift, 10),
                law + ".drift",
                drift,
                "Over an episode the mean factor changes by its exponential, and factors are shown as float32 numbers.",
                "Use -10 to 10, such as 0.04.");
    }

    GrowthLaw law(int lastPeriod) {
        return new Law(this, lastPeriod);
    }

    /** Factors that go on from the one before. */
    static final class Law implements GrowthLaw {
        private final double start;
        private final double drift;
        private final double deviation;

        private Law(BrownianGrowth settings, int lastPeriod) {
            double volatility = settings.volatility();
            this.start = Math.log(settings.start());
            this.drift = (settings.drift() - volatility * volatility / 2) / lastPeriod;
            this.deviation = volatility / Math.sqrt(lastPeriod);
        }

        @Override
        public double draw(int k, double before, RandomGenerator random) {
            return k == 0 ? start : before + drift + deviation * random.nextGaussian();
        }

        @Override
        public double expectedLog(int k) {
            return start + k * drift;
        }

        @Override
        public double least(int k, double before) {
            return Double.NEGATIVE_INFINITY;
        }

        @Override
        public double expectedOverLeast(int k, DoubleUnaryOperator function) {
            throw new IllegalStateException("Brownian growth has no least factor. Ask where least is finite.");
        }
    }
}
