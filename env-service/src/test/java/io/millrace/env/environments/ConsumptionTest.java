package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumptionTest {

    private static final CounterRandom UNUSED = new CounterRandom(0);
    private static final Consumption.Parameters C1 = (Consumption.Parameters) Defaults.of("consumption");
    private static final Consumption.Parameters C2 = new Consumption.Parameters(1.05, 0.95, 10, 100, false);

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
            return new Consumption.Parameters(1.05, 0.95, 10, 100, true);
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
                Consumption consumption = new Consumption.Parameters(
                                random.nextDouble(0.8, 1.3),
                                random.nextDouble(0.5, 1),
                                random.nextInt(1, 60),
                                random.nextDouble(0.1, 1000),
                                random.nextBoolean())
                        .create();

                assertThat(Policies.optimalPolicyReturn(consumption, UNUSED))
                        .isCloseTo(consumption.optimalReturn(), within(1e-9));
            }
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

    @ParameterizedTest
    @CsvSource({"1.07, 20, 28.7520893781", "1.05, 10, 21.3454535188"})
    void equalFractionsEarnTheTabulatedReturn(double growth, int lastPeriod, double tabulated) {
        Consumption consumption = new Consumption.Parameters(growth, 0.95, lastPeriod, 100, false).create();
        int[] left = {lastPeriod + 1};

        double total = Policies.discountedReturn(consumption, UNUSED, into -> into[0] = 1f / left[0]--);

        // Not at an optimum, so that the rounding of fractions to float32 shows.
        assertThat(total).isCloseTo(tabulated, within(1e-6));
    }

    @Test
    void centredRewardsMoveTheBestReturnByAConstant() {
        Consumption centred = new Consumption.Parameters(1.07, 0.95, 20, 100, true).create();
        double discountedDecisions = (1 - Math.pow(0.95, 21)) / (1 - 0.95);

        assertThat(centred.optimalReturn())
                .isCloseTo(29.3703061621 - discountedDecisions * Math.log(100.0 / 21), within(1e-8));
    }

    @Test
    void theLastDecisionConsumesEverything() {
        Consumption consumption = new Consumption.Parameters(2, 0.9, 1, 8, false).create();
        consumption.reset(UNUSED);

        assertThat(consumption.step(new float[] {0.5f}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        assertThat(consumption.reward()).isCloseTo(Math.log(8), within(1e-12));
        assertThat(consumption.step(new float[] {0}, 0)).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(consumption.reward()).isCloseTo(Math.log(16), within(1e-12));
    }

    @Test
    void theObservationIsTheWealthInHandAndTheDecisionsDoneAndLeft() {
        Consumption consumption = new Consumption.Parameters(2, 0.9, 3, 8, false).create();
        float[] observation = new float[3];
        consumption.reset(UNUSED);
        consumption.step(new float[] {0.25f}, 0);

        consumption.observe(observation, 0);

        assertThat(observation).containsExactly((float) Math.log(3), 0.25f, 0.75f);
    }

    @Test
    void nothingConsumedCountsAsAMillionth() {
        Consumption consumption = new Consumption.Parameters(2, 0.9, 3, 8, false).create();
        consumption.reset(UNUSED);

        consumption.step(new float[] {0}, 0);

        assertThat(consumption.reward()).isCloseTo(Math.log(16e-6), within(1e-12));
    }

    @Test
    void consumingEverythingAlwaysLeavesFiniteRewardsHoweverLongTheEpisode() {
        Consumption consumption = new Consumption.Parameters(1.07, 0.95, 1_000, 100, false).create();

        assertThat(Policies.discountedReturn(consumption, UNUSED, into -> into[0] = 1))
                .isFinite();
    }

    @Test
    void itsDiscountIsThatOfTheTask() {
        assertThat(C1.create().description().discount()).isEqualTo(0.95);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.95, 20, 100, environment.growth is 0.0.",
        "NaN, 0.95, 20, 100, environment.growth is NaN.",
        "1.07, 0, 20, 100, environment.discount is 0.0.",
        "1.07, 1.01, 20, 100, environment.discount is 1.01.",
        "1.07, 0.95, 0, 100, environment.last-period is 0.",
        "1.07, 0.95, 20, 0, environment.initial-wealth is 0.0.",
        "1.07, 0.95, 20, Infinity, environment.initial-wealth is Infinity."
    })
    void anEconomyThatCannotBeIsRefused(
            double growth, double discount, int lastPeriod, double initialWealth, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Consumption.Parameters(growth, discount, lastPeriod, initialWealth, false))
                .withMessageStartingWith(message);
    }
}
