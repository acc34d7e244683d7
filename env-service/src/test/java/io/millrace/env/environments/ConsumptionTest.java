package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Consumption.Information;
import io.millrace.env.environments.Consumption.Law;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumptionTest {

    private static final CounterRandom UNUSED = new CounterRandom(0);
    private static final Consumption.Parameters C1 = (Consumption.Parameters) Defaults.of("consumption");
    private static final Consumption.Parameters C2 = constant(1.05, 0.95, 10, 100, false);

    @Nested
    class WithTheDefaults extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return C1;
        }
    }

    @Nested
    class WithCentredRewards extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return constant(1.05, 0.95, 10, 100, true);
        }
    }

    @Nested
    class WithFractionsToChooseFrom extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("consumption", "choices: 32");
        }
    }

    @Nested
    class TheBestPolicy {

        @Test
        void earnsTheTabulatedReturnThroughTheEnvironment004A5() {
            assertThat(Policies.optimalPolicyReturn(C1.create(), UNUSED)).isCloseTo(29.3703061621, within(1e-8));
            assertThat(Policies.optimalPolicyReturn(C2.create(), UNUSED)).isCloseTo(21.4579995309, within(1e-8));
        }

        @Test
        void isKnownToEarnTheTabulatedReturn004A5() {
            assertThat(C1.create().optimalReturn()).isCloseTo(29.3703061621, within(1e-8));
            assertThat(C2.create().optimalReturn()).isCloseTo(21.4579995309, within(1e-8));
        }

        @Test
        void earnsTheClosedFormForRandomParameters004A6() {
            CounterRandom random = new CounterRandom(1);
            for (int i = 0; i < 200; i++) {
                Consumption.Parameters parameters = constant(
                        random.nextDouble(0.8, 1.3),
                        random.nextDouble(0.5, 1),
                        random.nextInt(1, 60),
                        random.nextDouble(0.1, 1000),
                        false);
                Consumption consumption = parameters.create();

                assertThat(Policies.optimalPolicyReturn(consumption, UNUSED))
                        .isCloseTo(equation27(parameters), within(1e-9));
                assertThat(consumption.optimalReturn()).isCloseTo(equation27(parameters), within(1e-9));
            }
        }

        private static double equation27(Consumption.Parameters economy) {
            double beta = economy.discount();
            double alpha = economy.growth();
            double b0 = (1 - Math.pow(beta, economy.lastPeriod() + 1)) / (1 - beta);
            double sum = 0;
            for (int t = 0; t <= economy.lastPeriod(); t++) {
                double consumed = alpha * economy.initialWealth() * Math.pow(alpha * beta, t) / b0;
                sum += Math.pow(beta, t) * Math.log(consumed);
            }
            return sum;
        }

        @Test
        void consumesTheTabulatedAmounts() {
            Consumption consumption = C1.create();
            double[] consumed = new double[21];
            consumption.reset(UNUSED);
            float[] action = new float[1];
            for (int k = 0; k < consumed.length; k++) {
                consumption.optimalAction(action, 0);
                consumption.step(action, 0);
                consumed[k] = Math.exp(consumption.reward());
            }

            // A fraction is a float32, which leaves seven digits.
            assertThat(consumed[0]).isCloseTo(8.11296432, within(1e-6));
            assertThat(consumed[1]).isCloseTo(8.24682824, within(1e-6));
            assertThat(consumed[20]).isCloseTo(11.25452644, within(1e-5));
        }
    }

    @Nested
    class TheBestOfSomeFractions {

        @Test
        void earnsTheMostOfAllSequencesOfChoices() {
            Consumption consumption = choosing("last-period: 3, choices: 5");
            double most = Double.NEGATIVE_INFINITY;
            for (int sequence = 0; sequence < 5 * 5 * 5; sequence++) {
                int[] left = {sequence};
                double total = Policies.discountedReturn(consumption, UNUSED, into -> {
                    into[0] = left[0] % 5;
                    left[0] /= 5;
                });
                most = Math.max(most, total);
            }

            assertThat(consumption.optimalReturn()).isCloseTo(most, within(1e-9));
            assertThat(Policies.optimalPolicyReturn(consumption, UNUSED)).isCloseTo(most, within(1e-9));
        }

        @Test
        void comesNearTheBestOfAllAsThereAreMore() {
            double few = C1.create().optimalReturn() - choosing("choices: 8").optimalReturn();
            double many = C1.create().optimalReturn() - choosing("choices: 64").optimalReturn();

            assertThat(few).isBetween(0.01, 1.0);
            assertThat(many).isBetween(0.0, 0.002);
        }

        @Test
        void comesNearTheBestOfAllWhereGrowthIsRevealedAfterwards() {
            String late = "law: discrete, information: after";
            double any = choosing(late).optimalReturn();

            assertThat(any - choosing(late + ", choices: 2000").optimalReturn()).isBetween(0.0, 1e-5);
        }

        @Test
        void consumesAllAtTheEnd() {
            Consumption consumption = choosing("last-period: 1, choices: 7");
            float[] action = new float[1];
            consumption.reset(UNUSED);
            consumption.step(action, 0);

            consumption.optimalAction(action, 0);

            assertThat(action[0]).isEqualTo(6);
        }

        private static Consumption choosing(String changes) {
            return (Consumption) Defaults.of("consumption", "{" + changes + "}").create();
        }
    }

    @ParameterizedTest
    @CsvSource({"1.07, 20, 28.7520893781", "1.05, 10, 21.3454535188"})
    void equalFractionsEarnTheTabulatedReturn(double growth, int lastPeriod, double tabulated) {
        Consumption consumption = constant(growth, 0.95, lastPeriod, 100, false).create();
        int[] left = {lastPeriod + 1};

        double total = Policies.discountedReturn(consumption, UNUSED, into -> into[0] = 1f / left[0]--);

        // Not at an optimum, so that the rounding of fractions to float32 shows.
        assertThat(total).isCloseTo(tabulated, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1.07, 20, 29.3099239636", "1.05, 10, 21.4577335016"})
    void constantConsumptionEarnsTheTabulatedReturn(double growth, int lastPeriod, double tabulated) {
        Consumption consumption = constant(growth, 0.95, lastPeriod, 100, false).create();
        double annuity = 0;
        for (int k = 0; k <= lastPeriod; k++) {
            annuity += Math.pow(growth, -k - 1);
        }
        double consumed = 100 / annuity;
        float[] observation = new float[3];

        double total = Policies.discountedReturn(consumption, UNUSED, into -> {
            consumption.observe(observation, 0);
            into[0] = (float) Math.min(consumed / (100 * Math.exp(observation[0])), 1);
        });

        assertThat(total).isCloseTo(tabulated, within(1e-5));
    }

    @Test
    void centredRewardsMoveTheBestReturnByAConstant() {
        Consumption centred = constant(1.07, 0.95, 20, 100, true).create();
        double discountedDecisions = (1 - Math.pow(0.95, 21)) / (1 - 0.95);

        assertThat(centred.optimalReturn())
                .isCloseTo(29.3703061621 - discountedDecisions * Math.log(100.0 / 21), within(1e-8));
    }

    @Test
    void theLastDecisionConsumesEverything() {
        Consumption consumption = constant(2, 0.9, 1, 8, false).create();
        consumption.reset(UNUSED);

        assertThat(consumption.step(new float[] {0.5f}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        assertThat(consumption.reward()).isCloseTo(Math.log(8), within(1e-12));
        assertThat(consumption.step(new float[] {0}, 0)).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(consumption.reward()).isCloseTo(Math.log(16), within(1e-12));
    }

    @Test
    void theObservationIsTheWealthInHandAndTheDecisionsDoneAndLeft() {
        Consumption consumption = constant(2, 0.9, 3, 8, false).create();
        float[] observation = new float[3];
        consumption.reset(UNUSED);
        consumption.step(new float[] {0.25f}, 0);

        consumption.observe(observation, 0);

        assertThat(observation).containsExactly((float) Math.log(3), 0.25f, 0.75f);
    }

    @Test
    void nothingConsumedCountsAsAMillionth() {
        Consumption consumption = constant(2, 0.9, 3, 8, false).create();
        consumption.reset(UNUSED);

        consumption.step(new float[] {0}, 0);

        assertThat(consumption.reward()).isCloseTo(Math.log(16e-6), within(1e-12));
    }

    @Test
    void consumingEverythingAlwaysLeavesFiniteRewardsHoweverLongTheEpisode() {
        Consumption consumption = constant(1.07, 0.95, 1_000, 100, false).create();

        assertThat(Policies.discountedReturn(consumption, UNUSED, into -> into[0] = 1))
                .isFinite();
    }

    @Test
    void itsDiscountIsThatOfTheTask() {
        assertThat(C1.create().description().discount()).isEqualTo(0.95);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "growth: 0.0 | environment.growth is 0.0. Wealth that is gone",
                "growth: 1.0e7 | environment.growth is 1.0E7. Wealth that is gone",
                "discount: 0.0 | environment.discount is 0.0. The future counts",
                "discount: 1.01 | environment.discount is 1.01. The future counts",
                "last-period: 0 | environment.last-period is 0. The last decision is forced",
                "choices: 1 | environment.choices is 1. There has to be something to choose from.",
                "initial-wealth: 0.0 | environment.initial-wealth is 0.0. There has to be something",
                "initial-wealth: -100.0 | environment.initial-wealth is -100.0. There has to be something",
                "discrete: {factors: []} | environment.discrete.factors is []. One of them is drawn",
                "discrete: {factors: [1.05, 0.0]} | environment.discrete.factors[1] is 0.0. Wealth that is gone",
                "discrete: {factors: [1.05, 1.1], probabilities: [1.0]}"
                        + " | environment.discrete.probabilities is a list of 1. There are 2 numbers",
                "discrete: {factors: [1.05, 1.1], probabilities: [1.5, -0.5]}"
                        + " | environment.discrete.probabilities[0] is 1.5. A probability is at most 1",
                "discrete: {factors: [1.05, 1.1], probabilities: [1.0, 0.0]}"
                        + " | environment.discrete.probabilities[1] is 0.0. A probability is at most 1",
                "discrete: {factors: [1.05, 1.1], probabilities: [0.5, 0.4]}"
                        + " | environment.discrete.probabilities is [0.5, 0.4]. They sum to 0.9, but",
                "brownian: {start: 0.0} | environment.brownian.start is 0.0. Wealth that is gone",
                "brownian: {drift: -11.0} | environment.brownian.drift is -11.0. Over an episode",
                "brownian: {volatility: -0.05} | environment.brownian.volatility is -0.05. It is a standard deviation",
                "poisson: {start: -1.0} | environment.poisson.start is -1.0. Wealth that is gone",
                "poisson: {drift: 11.0} | environment.poisson.drift is 11.0. Over an episode",
                "poisson: {intensity: -2.0} | environment.poisson.intensity is -2.0. It is the expected number",
                "poisson: {jump: -1.0} | environment.poisson.jump is -1.0. A jump of -1 loses everything",
                "{law: brownian, information: after}"
                        + " | environment.information is after. With environment.law brownian a factor can come",
                "{law: poisson, information: after, poisson: {jump: -0.1}}"
                        + " | environment.information is after. With environment.law poisson a factor can come"
            })
    void anEconomyThatCannotBeIsRefused(String changes, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Defaults.of("consumption", changes))
                .withMessageStartingWith(message);
    }

    private static Consumption.Parameters constant(
            double growth, double discount, int lastPeriod, double initialWealth, boolean centredRewards) {
        return new Consumption.Parameters(
                Law.CONSTANT,
                growth,
                C1.discrete(),
                C1.brownian(),
                C1.poisson(),
                Information.BEFORE,
                discount,
                lastPeriod,
                initialWealth,
                centredRewards,
                false,
                0);
    }
}
