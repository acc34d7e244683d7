package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.hipparchus.distribution.discrete.PoissonDistribution;
import org.hipparchus.special.Gamma;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonTest {

    private static final int DRAWS = 200_000;

    /** A cell of the test expects so many draws at least. */
    private static final double LEAST_EXPECTED = 20;

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 1.5, 7, 11.5, 29.999, 30, 31, 100, 231.5, 5000, 1e6})
    void drawsAreOfTheDistribution(double mean) {
        CounterRandom random = new CounterRandom(7);
        int[] draws = new int[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = Poisson.draw(mean, random);
        }

        Cells cells = Cells.of(new PoissonDistribution(mean), draws);

        assertThat(new ChiSquareTest().chiSquareTest(cells.expected(), cells.observed()))
                .isGreaterThan(1e-3);
    }

    @Test
    void theLargestMeanIsMet() {
        CounterRandom random = new CounterRandom(8);
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += Poisson.draw(Poisson.LARGEST_MEAN, random);
        }

        double standardError = Math.sqrt(Poisson.LARGEST_MEAN / 10_000);
        assertThat(sum / 10_000).isCloseTo(Poisson.LARGEST_MEAN, within(5 * standardError));
    }

    @Test
    void nothingIsSoldWhereNothingIsExpected() {
        assertThat(Poisson.draw(0, allDraws(1 - 0x1p-53))).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1.5, 29.999})
    void theLastUniformNumberLeadsToAnEndFarOutInTheTail(double mean) {
        int draw = Poisson.draw(mean, allDraws(1 - 0x1p-53));

        assertThat(draw).isGreaterThan((int) (mean + 5 * Math.sqrt(mean)));
        assertThat(draw).isLessThan((int) (mean + 20 * Math.sqrt(mean) + 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 8, 9, 10, 30, 170, 1_000_000})
    void theLogarithmOfAFactorialIsExactEnoughToAcceptBy(int k) {
        assertThat(Poisson.logFactorial(k)).isCloseTo(Gamma.logGamma(k + 1.0), within(1e-9 * Math.max(1, k)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, 1.1e9, Double.POSITIVE_INFINITY})
    void aMeanThatCannotBeIsRefused(double mean) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Poisson.draw(mean, new CounterRandom(1)))
                .withMessageContaining("mean " + mean);
    }

    private static RandomGenerator allDraws(double value) {
        return () -> (long) (value * 0x1p53) << 11;
    }

    /** Counts that are expected and were drawn, neighbours joined until enough are expected in each. */
    private record Cells(List<Double> expectedCounts, List<Long> observedCounts) {

        static Cells of(PoissonDistribution exact, int[] draws) {
            int low = exact.inverseCumulativeProbability(1e-6);
            int high = exact.inverseCumulativeProbability(1 - 1e-6);
            long[] drawn = new long[high - low + 1];
            for (int draw : draws) {
                drawn[Math.min(Math.max(draw, low), high) - low]++;
            }
            Cells cells = new Cells(new ArrayList<>(), new ArrayList<>());
            double before = 0;
            long observed = 0;
            for (int k = low; k <= high; k++) {
                observed += drawn[k - low];
                double until = k == high ? 1 : exact.cumulativeProbability(k);
                double leastOfBoth = DRAWS * Math.min(until - before, 1 - until);
                if (leastOfBoth >= LEAST_EXPECTED || k == high) {
                    cells.expectedCounts.add(DRAWS * (until - before));
                    cells.observedCounts.add(observed);
                    before = until;
                    observed = 0;
                }
            }
            return cells;
        }

        double[] expected() {
            return expectedCounts.stream().mapToDouble(Double::doubleValue).toArray();
        }

        long[] observed() {
            return observedCounts.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
