package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.hipparchus.stat.descriptive.StreamingStatistics;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumption where a growth factor is revealed after the decision that it matters to. */
class LateInformationTest {

    private static final String S1 = "{law: discrete, information: after}";
    private static final String S3 = "{law: poisson, information: after}";

    /** Few decisions and factors far apart, so that it matters what is not known. */
    private static final String SMALL = "{law: discrete, information: after, last-period: 2,"
            + " discrete: {factors: [0.5, 1.0, 3.0], probabilities: [0.3, 0.5, 0.2]}}";

    private static final String JUMPS = "{law: poisson, information: after, last-period: 3,"
            + " poisson: {start: 0.9, drift: 0.1, intensity: 3.0, jump: 0.8}}";

    @Nested
    class WithTheDiscreteLaw extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", S1);
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
            return Defaults.of("consumption", "{law: poisson, information: after, show-rate: true}");
        }
    }

    @Test
    void nothingIsLateWhereGrowthIsCertain() {
        Consumption early = consumption("{}");
        Consumption late = consumption("{information: after}");

        assertThat(late.optimalReturn()).isCloseTo(early.optimalReturn(), within(1e-11));
        assertThat(Policies.optimalPolicyReturn(late, new CounterRandom(1))).isCloseTo(29.3703061621, within(1e-8));
    }

    @Test
    void jumpsDownThatNeverComeLeaveGrowthCertain() {
        String growth = ", poisson: {start: 0.9, drift: 0.1, intensity: 0.0, jump: -0.5}}";
        Consumption early = consumption("{law: poisson" + growth);
        Consumption late = consumption("{law: poisson, information: after" + growth);

        assertThat(late.optimalReturn()).isCloseTo(early.optimalReturn(), within(1e-11));
    }

    @Test
    void ofManyJumpsTheLikelyNumbersCountEvenWhereNoneIsUnlikely() {
        // 100 jumps of 1 percent in a period: without any in e to the -100 of all.
        GrowthLaw law = new PoissonGrowth(1, 0, 100, 0.01).law(1);

        assertThat(law.expectedOverLeast(1, growth -> 1)).isCloseTo(1, within(1e-12));
        assertThat(law.expectedOverLeast(1, growth -> growth)).isCloseTo(Math.E, within(1e-11));
    }

    // By the recursion in Python.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                S1 + "| 29.3517124322 | 0.0772517202 | 0.1181408217 | 0.5224011124",
                S3 + "| 28.5182410371 | 0.0758220965 | 0.1161825003 | 0.5138066537"
            })
    void theBestReturnAndFractionsAreTheTabulatedOnes(
            String law, double earned, double first, double eleventh, double lastButOne) {
        Consumption consumption = consumption(law);
        float[] fractions = bestFractions(consumption, 20);

        assertThat(consumption.optimalReturn()).isCloseTo(earned, within(1e-9));
        assertThat((double) fractions[0]).isCloseTo(first, within(1e-8));
        assertThat((double) fractions[10]).isCloseTo(eleventh, within(1e-8));
        assertThat((double) fractions[19]).isCloseTo(lastButOne, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(strings = {S1, SMALL})
    void theBestFractionsSolveTheEquationOfTheSource(String changes) {
        Consumption.Parameters economy = parameters(changes);
        double least = economy.discrete().factors().get(0);
        float[] fractions = bestFractions(economy.create(), economy.lastPeriod());
        double later = 1;

        assertThat(fractions[economy.lastPeriod()]).isEqualTo(1);
        for (int k = economy.lastPeriod() - 1; k >= 0; k--) {
            double f = fractions[k] * least;
            double expected = 0;
            for (int i = 0; i < economy.discrete().factors().size(); i++) {
                double probability = economy.discrete().probabilities().isEmpty()
                        ? 0.2
                        : economy.discrete().probabilities().get(i);
                expected += probability / (economy.discrete().factors().get(i) - f);
            }
            assertThat(1 / f).isCloseTo(economy.discount() * later * expected, within(1e-4));
            later = 1 + economy.discount() * later;
        }
    }

    @Test
    void theBestFractionsAreThoseThatASearchOverAGridFinds() {
        double[] found = new double[2];
        double best = Double.NEGATIVE_INFINITY;
        for (double first = 0.005; first < 1; first += 0.005) {
            for (double second = 0.005; second < 1; second += 0.005) {
                double expected = expectedReturnOfSmall(first, second);
                if (expected > best) {
                    best = expected;
                    found = new double[] {first, second};
                }
            }
        }
        Consumption small = consumption(SMALL);
        float[] fractions = bestFractions(small, 2);

        assertThat((double) fractions[0]).isCloseTo(found[0], within(0.005));
        assertThat((double) fractions[1]).isCloseTo(found[1], within(0.005));
        // Near the best, a return falls with the square of the distance.
        assertThat(best).isBetween(small.optimalReturn() - 1e-4, small.optimalReturn());
        assertThat(expectedReturnOfSmall(fractions[0], fractions[1])).isCloseTo(small.optimalReturn(), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {S1, S3, SMALL, JUMPS})
    void theBestPolicyEarnsWhatTheRecursionSaysOnAverage(String changes) {
        Consumption consumption = consumption(changes);

        StreamingStatistics returns =
                StochasticGrowthTest.returns(consumption, 100_000, into -> consumption.optimalAction(into, 0));

        assertThat(returns.getMean())
                .isCloseTo(consumption.optimalReturn(), within(4 * StochasticGrowthTest.standardError(returns)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"law: discrete", "law: poisson"})
    void itIsWorthSomethingToKnow(String law) {
        Consumption early = consumption("{" + law + "}");
        Consumption late = consumption("{" + law + ", information: after}");

        assertThat(late.optimalReturn()).isLessThan(early.optimalReturn());
    }

    @Test
    void aFractionIsOfWhatWealthHasAtLeastGrownTo() {
        Consumption small = consumption(SMALL);
        float[] observation = new float[3];
        small.reset(EnvironmentContract.allDraws(0.99));

        small.observe(observation, 0);
        assertThat(observation[0]).isCloseTo((float) Math.log(0.5), within(1e-6f));
        assertThat(small.step(new float[] {0.5f}, 0)).isEqualTo(EpisodeStatus.RUNNING);

        // 100 may have become 50, of which half is consumed; it has become 300.
        assertThat(small.reward()).isCloseTo(Math.log(25), within(1e-12));
        small.observe(observation, 0);
        assertThat(observation[0]).isCloseTo((float) Math.log(2.75 * 0.5), within(1e-6f));
    }

    @Test
    void theRateShownIsTheLeastThatTheNextFactorCanBe() {
        Consumption jumps = consumption("{law: poisson, information: after, show-rate: true}");
        float[] observation = new float[4];
        jumps.reset(EnvironmentContract.allDraws(0));

        jumps.observe(observation, 0);
        assertThat(observation[3]).isEqualTo(1.05f);
        jumps.step(new float[] {0.1f}, 0);
        jumps.observe(observation, 0);
        // Without jumps there is the drift alone, which 2 jumps of 2 percent make 0.
        assertThat(observation[3]).isEqualTo(1.05f);
    }

    /** By summing over all paths of three factors; the last is revealed when nothing is left to decide. */
    private static double expectedReturnOfSmall(double first, double second) {
        double[] factors = {0.5, 1, 3};
        double[] probabilities = {0.3, 0.5, 0.2};
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double u0 = first * 0.5 * 100;
                double x1 = factors[i] * 100 - u0;
                double u1 = second * 0.5 * x1;
                double u2 = 0.5 * (factors[j] * x1 - u1);
                expected += probabilities[i]
                        * probabilities[j]
                        * (Math.log(u0) + 0.95 * Math.log(u1) + 0.95 * 0.95 * Math.log(u2));
            }
        }
        return expected;
    }

    private static float[] bestFractions(Consumption consumption, int last) {
        float[] fractions = new float[last + 1];
        consumption.reset(new CounterRandom(2));
        for (int k = 0; k <= last; k++) {
            consumption.optimalAction(fractions, k);
            consumption.step(fractions, k);
        }
        return fractions;
    }

    private static Consumption.Parameters parameters(String changes) {
        return (Consumption.Parameters) Defaults.of("consumption", changes);
    }

    private static Consumption consumption(String changes) {
        return parameters(changes).create();
    }
}
