package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Growth factors that drift and jump: {@code rho(t) = start exp((drift - intensity jump) t) (1 + jump)^N(t)} at the
 * times {@code t = k / K}, where N counts the events of one Poisson process. It solves {@code d rho / rho = (drift -
 * intensity jump) dt + jump dN}, so that {@code E rho(t) = start exp(drift t)} whatever the jumps are.
 *
 * <p>This corrects the source, whose equation 1.6 subtracts the intensity itself from the drift, {@code (drift -
 * intensity) dt}. The jumps make up for that only where each doubles the factor; with 2 jumps of 2 percent the mean
 * factor at the end would be 0.154 instead of 1.093, and almost all wealth would be lost.
 *
 * @param start     the factor before the first decision; in [1e-6, 1e6]
 * @param drift     mu, by which the logarithm of the mean factor changes over an episode; in [-10, 10]
 * @param intensity lambda, expected jumps in an episode; in [0, 500]
 * @param jump      sigma, by which share of itself a factor jumps; above -1, at most 1
 * @see "Semenov and Tsurkov 2023, equation 1.6"
 */
public record PoissonGrowth(double start, double drift, double intensity, double jump) {

    public PoissonGrowth {
        DiscreteGrowth.requireFactor("poisson.start", start);
        BrownianGrowth.requireDrift("poisson", drift);
        require(
                between(0, intensity, 500),
                "poisson.intensity",
                intensity,
                "It is the expected number of jumps in an episode, and expectations sum over all that may come.",
                "Use 0 to 500, such as 2.");
        require(
                jump > -1 && jump <= 1,
                "poisson.jump",
                jump,
                "A jump of -1 loses everything, so that nothing is left to decide, and factors are shown as float32"
                        + " numbers.",
                "Use a share above -1 and at most 1, such as 0.02 for 2 percent.");
    }

    GrowthLaw law(int lastPeriod) {
        return new Law(this, lastPeriod);
    }

    /** Factors that go on from the one before. */
    static final class Law implements GrowthLaw {

        /** Below it, a probability changes no sum of doubles that matters here. */
        private static final double NEGLIGIBLE = 0x1p-60;

        private final double start;
        private final double drift;
        private final double mean;
        private final double logJump;

        private Law(PoissonGrowth settings, int lastPeriod) {
            this.start = Math.log(settings.start());
            this.drift = (settings.drift() - settings.intensity() * settings.jump()) / lastPeriod;
            this.mean = settings.intensity() / lastPeriod;
            this.logJump = Math.log1p(settings.jump());
        }

        @Override
        public double draw(int k, double before, RandomGenerator random) {
            return k == 0 ? start : before + drift + Poisson.draw(mean, random) * logJump;
        }

        @Override
        public double expectedLog(int k) {
            return start + k * (drift + mean * logJump);
        }

        @Override
        public double least(int k, double before) {
            if (k == 0) {
                return start;
            }
            return logJump < 0 && mean > 0 ? Double.NEGATIVE_INFINITY : before + drift;
        }

        @Override
        public double expectedOverLeast(int k, DoubleUnaryOperator function) {
            if (least(k, 0) == Double.NEGATIVE_INFINITY) {
                throw new IllegalStateException("Jumps down leave no least factor. Ask where least is finite.");
            }
            if (k == 0) {
                return function.applyAsDouble(1);
            }
            double probability = Math.exp(-mean);
            double sum = 0;
            for (int jumps = 0; jumps <= mean || probability > NEGLIGIBLE; ) {
                sum += probability * function.applyAsDouble(Math.exp(jumps * logJump));
                jumps++;
                probability *= mean / jumps;
            }
            return sum;
        }
    }
}
