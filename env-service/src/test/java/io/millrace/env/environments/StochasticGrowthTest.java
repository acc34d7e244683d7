package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import org.hipparchus.stat.descriptive.StreamingStatistics;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumption where growth is left to chance, and known when the decision is made. */
class StochasticGrowthTest {

    private static final int LAST = 20;
    private static final double BETA = 0.95;
    private static final String S1 = "{law: discrete}";
    private static final String S2 = "{law: brownian}";
    private static final String S3 = "{law: poisson}";

    /** The return of equal fractions lacks so much of the best one, whatever the growth: 29.3703061621 - 28.7520893781. */
    private static final double GAP_OF_EQUAL_FRACTIONS = 0.618216784;

    @Nested
    class WithTheDiscreteLaw extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", S1);
        }
    }

    @Nested
    class WithTheBrownianLaw extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", S2);
        }
    }

    @Nested
    class WithThePoissonLaw extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", S3);
        }
    }

    @Nested
    class WithItsRateShown extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", "{law: brownian, show-rate: true}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {S1 + "| 29.3597587433", S2 + "| 28.4884047858", S3 + "| 28.5192219671"})
    void theBestReturnIsTheTabulatedOne004A9(String law, double tabulated) {
        assertThat(consumption(law).optimalReturn()).isCloseTo(tabulated, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {S1 + "| 29.3597587433 | 0.419", S2 + "| 28.4884047858 | 2.439", S3 + "| 28.5192219671 | 1.362"})
    void theBestPolicyEarnsTheTabulatedReturnOnAverage004A9(String law, double tabulated, double deviation) {
        Consumption consumption = consumption(law);

        StreamingStatistics returns = returns(consumption, 100_000, into -> consumption.optimalAction(into, 0));

        assertThat(returns.getMean()).isCloseTo(tabulated, within(4 * standardError(returns)));
        assertThat(returns.getStandardDeviation()).isCloseTo(deviation, within(0.02 * deviation));
    }

    @ParameterizedTest
    @ValueSource(strings = {S1, S2, S3})
    void equalFractionsLackTheSameOnEveryPathOfEveryLaw(String law) {
        Consumption consumption = consumption(law);

        for (int path = 0; path < 100; path++) {
            double best =
                    Policies.discountedReturn(consumption, path(path), into -> consumption.optimalAction(into, 0));
            int[] left = {LAST + 1};
            double equal = Policies.discountedReturn(consumption, path(path), into -> into[0] = 1f / left[0]--);

            // Fractions are float32 numbers.
            assertThat(best - equal).isCloseTo(GAP_OF_EQUAL_FRACTIONS, within(1e-6));
        }
    }

    // E ln f = E ln(1 - f) = -1 for a uniform fraction f, and the last decision has none.
    @Test
    void randomFractionsEarnWhatUniformNumbersDoOnAverage() {
        Consumption consumption = consumption(S1);
        double expected = 0;
        for (int k = 0; k <= LAST; k++) {
            double fraction = k == LAST ? 0 : -1;
            expected += Math.pow(BETA, k) * (Math.log(100) + (k + 1) * 0.0675712916289 - k + fraction);
        }
        EnvironmentContract.RandomActions actions = new EnvironmentContract.RandomActions(consumption, 5);

        StreamingStatistics returns = returns(consumption, 20_000, into -> actions.write(into, 0));

        assertThat(expected).isCloseTo(-51.486, within(1e-3));
        assertThat(returns.getMean()).isCloseTo(expected, within(4 * standardError(returns)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{law: discrete, show-rate: true}",
                "{law: brownian, show-rate: true}",
                "{law: poisson, show-rate: true}"
            })
    void thePathIsTheSameWhateverTheActions(String law) {
        Consumption consumption = consumption(law);

        assertThat(rates(consumption, 0.9f)).isEqualTo(rates(consumption, 0.1f));
    }

    @Test
    void theRateShownIsTheFactorThatWealthHasGrownBy() {
        Consumption consumption = consumption("{law: discrete, show-rate: true}");
        float[] before = new float[4];
        float[] after = new float[4];
        consumption.reset(path(1));
        consumption.observe(before, 0);

        consumption.step(new float[] {0.25f}, 0);
        consumption.observe(after, 0);

        assertThat(Math.exp(before[0])).isCloseTo(before[3], within(1e-6));
        assertThat(Math.exp(after[0])).isCloseTo(0.75 * Math.exp(before[0]) * after[3], within(1e-6));
    }

    @Nested
    class TheDiscreteLaw {

        @Test
        void drawsEachFactorAsOftenAsItIsProbable() {
            GrowthLaw law = parameters("{discrete: {factors: [1.0, 0.5, 2.0], probabilities: [0.2, 0.7, 0.1]}}")
                    .discrete()
                    .law();
            int draws = 100_000;
            int[] drawn = new int[3];
            CounterRandom random = path(1);
            for (int i = 0; i < draws; i++) {
                drawn[(int) Math.round(law.draw(i, 0, random) / Math.log(2)) + 1]++;
            }

            // 4 standard deviations of the frequencies are below 0.006.
            assertThat(drawn[0]).isCloseTo(70_000, within(600));
            assertThat(drawn[1]).isCloseTo(20_000, within(600));
            assertThat(drawn[2]).isCloseTo(10_000, within(600));
        }

        @Test
        void expectsTheWeightedMeanOfTheLogarithms() {
            GrowthLaw law = parameters("{discrete: {factors: [1.0, 0.5, 2.0], probabilities: [0.2, 0.7, 0.1]}}")
                    .discrete()
                    .law();

            assertThat(law.expectedLog(3)).isCloseTo(-0.6 * Math.log(2), within(1e-15));
        }
    }

    @Nested
    class TheBrownianLaw {

        private final double[][] paths = logPaths(parameters("{}").brownian().law(LAST), 20_000);

        @Test
        void beginsWhereItIsSaidTo() {
            assertThat(column(paths, 0).getMax()).isEqualTo(Math.log(1.05));
            assertThat(column(paths, 0).getMin()).isEqualTo(Math.log(1.05));
        }

        // Were each factor of a W of its own, increments would vary by 0.05^2 (t_k + t_(k-1)).
        @Test
        void goesAlongOnePathOfW() {
            for (int k = 1; k <= LAST; k++) {
                assertThat(increments(paths, k).getVariance())
                        .isCloseTo(0.05 * 0.05 / LAST, within(0.05 * 0.05 / LAST * 0.05));
                assertThat(column(paths, k).getVariance())
                        .isCloseTo(0.05 * 0.05 * k / LAST, within(0.05 * 0.05 * k / LAST * 0.05));
            }
        }

        @Test
        void hasTheExpectedLogarithms() {
            GrowthLaw law = parameters("{}").brownian().law(LAST);
            for (int k = 1; k <= LAST; k++) {
                StreamingStatistics logs = column(paths, k);
                assertThat(logs.getMean()).isCloseTo(law.expectedLog(k), within(4 * standardError(logs)));
            }
        }
    }

    @Nested
    class ThePoissonLaw {

        private final GrowthLaw law = parameters("{}").poisson().law(LAST);
        private final double[][] paths = logPaths(law, 20_000);

        @Test
        void jumpsByWholeNumbersOfJumpsAndDriftsBetweenThem() {
            double drift = (0.04 - 2 * 0.02) / LAST;
            for (double[] path : paths) {
                for (int k = 1; k <= LAST; k++) {
                    double jumps = (path[k] - path[k - 1] - drift) / Math.log(1.02);
                    assertThat(jumps).isNotNegative().isCloseTo(Math.rint(jumps), within(1e-9));
                }
            }
        }

        @Test
        void jumpsAsOftenInEachIntervalAsThereAreEventsInIt() {
            for (int k = 1; k <= LAST; k++) {
                StreamingStatistics logs = increments(paths, k);
                assertThat(logs.getMean() / Math.log(1.02)).isCloseTo(0.1, within(4 * Math.sqrt(0.1 / 20_000)));
                assertThat(logs.getVariance() / Math.log(1.02) / Math.log(1.02)).isCloseTo(0.1, within(0.02));
            }
        }

        @Test
        void countsTwoEventsToTheEndWithTheVarianceOfIndependentIncrements() {
            StreamingStatistics logs = column(paths, LAST);

            assertThat((logs.getMean() - Math.log(1.05)) / Math.log(1.02)).isCloseTo(2, within(0.04));
            assertThat(logs.getVariance() / Math.log(1.02) / Math.log(1.02)).isCloseTo(2, within(0.1));
        }

        // A drift of 0.04 - 2 beside jumps of 2 percent, as equation 1.6 is printed: 0.04 - 2 = -1.92 - 2 * 0.02.
        @Test
        void losesAlmostAllWealthAsItIsPrinted() {
            assertThat(consumption("{law: poisson, poisson: {drift: -1.92}}").optimalReturn())
                    .isCloseTo(-42.1, within(0.05));
        }

        @Test
        void keepsTheMeanFactorThatTheUncorrectedEquationLoses() {
            StreamingStatistics factors = new StreamingStatistics();
            for (double[] path : paths) {
                factors.addValue(Math.exp(path[LAST]));
            }

            assertThat(factors.getMean()).isCloseTo(1.05 * Math.exp(0.04), within(4 * standardError(factors)));
        }
    }

    private static Consumption.Parameters parameters(String changes) {
        return (Consumption.Parameters) Defaults.of("consumption", changes);
    }

    private static Consumption consumption(String changes) {
        return parameters(changes).create();
    }

    private static CounterRandom path(long number) {
        return new CounterRandom(7).at(Purpose.ENVIRONMENT, 0, 0, number);
    }

    static StreamingStatistics returns(Consumption consumption, int paths, Policies.Policy policy) {
        CounterRandom random = new CounterRandom(7);
        StreamingStatistics returns = new StreamingStatistics();
        for (int path = 0; path < paths; path++) {
            random.at(Purpose.ENVIRONMENT, 0, 0, path);
            returns.addValue(Policies.discountedReturn(consumption, random, policy));
        }
        return returns;
    }

    static double standardError(StreamingStatistics sample) {
        return sample.getStandardDeviation() / Math.sqrt((double) sample.getN());
    }

    private static float[] rates(Consumption consumption, float fraction) {
        float[] rates = new float[LAST + 1];
        float[] observation = new float[4];
        consumption.reset(path(3));
        for (int k = 0; k <= LAST; k++) {
            consumption.observe(observation, 0);
            rates[k] = observation[3];
            consumption.step(new float[] {fraction}, 0);
        }
        return rates;
    }

    private static double[][] logPaths(GrowthLaw law, int count) {
        double[][] paths = new double[count][LAST + 1];
        for (int i = 0; i < count; i++) {
            CounterRandom random = path(i);
            double before = 0;
            for (int k = 0; k <= LAST; k++) {
                before = law.draw(k, before, random);
                paths[i][k] = before;
            }
        }
        return paths;
    }

    private static StreamingStatistics column(double[][] paths, int k) {
        StreamingStatistics logs = new StreamingStatistics();
        for (double[] path : paths) {
            logs.addValue(path[k]);
        }
        return logs;
    }

    private static StreamingStatistics increments(double[][] paths, int k) {
        StreamingStatistics logs = new StreamingStatistics();
        for (double[] path : paths) {
            logs.addValue(path[k] - path[k - 1]);
        }
        return logs;
    }
}
