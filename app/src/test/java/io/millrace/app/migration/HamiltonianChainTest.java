package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;

/** The sampler on densities whose moments are known. */
class HamiltonianChainTest {

    private static final int DRAWS = 20_000;

    @Test
    void aNormalDensityIsDrawnWithItsMeanAndDeviation() {
        DescriptiveStatistics drawn = draws(new Independent(10, false), DRAWS);

        assertThat(drawn.getMean()).isCloseTo(1, within(0.05));
        assertThat(drawn.getStandardDeviation()).isCloseTo(1, within(0.03));
    }

    @Test
    void aDensityWithAKinkIsDrawnToo() {
        DescriptiveStatistics drawn = draws(new Independent(10, true), DRAWS);

        assertThat(drawn.getMean()).isCloseTo(1, within(0.06));
        assertThat(drawn.getStandardDeviation()).isCloseTo(Math.sqrt(2), within(0.06));
    }

    @Test
    void stepsAreTunedUntilFourInFiveProposalsAreAccepted() {
        HamiltonianChain chain = warm(new Independent(30, false));
        for (int i = 0; i < 2000; i++) {
            chain.draw();
        }

        assertThat(chain.acceptance()).isBetween(0.7, 0.9);
        assertThat(chain.divergences()).isZero();
    }

    @Test
    void aDensityThatStepsCannotFollowIsCounted() {
        // A cliff: nothing beyond it, and no slope that would tell.
        LogDensity cliff = new Cliff();
        HamiltonianChain chain = new HamiltonianChain(cliff, new double[] {0.5}, new CounterRandom(5));
        chain.settle();
        for (int i = 0; i < 50; i++) {
            assertThat(chain.draw()[0]).isBetween(0.0, 1.0);
        }

        assertThat(chain.divergences()).isPositive();
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(draws(new Independent(3, true), 100).getValues())
                .containsExactly(draws(new Independent(3, true), 100).getValues());
    }

    private static HamiltonianChain warm(LogDensity density) {
        HamiltonianChain chain = new HamiltonianChain(density, new double[density.dimension()], new CounterRandom(5));
        for (int i = 0; i < 500; i++) {
            chain.warmUp();
        }
        chain.settle();
        return chain;
    }

    private static DescriptiveStatistics draws(LogDensity density, int draws) {
        HamiltonianChain chain = warm(density);
        DescriptiveStatistics drawn = new DescriptiveStatistics();
        for (int i = 0; i < draws; i++) {
            drawn.addValue(chain.draw()[1]);
        }
        return drawn;
    }

    /** Numbers around 1 that know nothing of each other: standard normal, or Laplace of scale 1. */
    private record Independent(int dimension, boolean laplace) implements LogDensity {
        @Override
        public double at(double[] point, double[] gradient) {
            double value = 0;
            for (int i = 0; i < dimension; i++) {
                double from = point[i] - 1;
                value -= laplace ? Math.abs(from) : from * from / 2;
                gradient[i] = laplace ? -Math.signum(from) : -from;
            }
            return value;
        }
    }

    /** Uniform between 0 and 1. */
    private record Cliff() implements LogDensity {
        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double at(double[] point, double[] gradient) {
            gradient[0] = 0;
            return point[0] >= 0 && point[0] <= 1 ? 0 : Double.NEGATIVE_INFINITY;
        }
    }
}
