package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Allocation.Coefficients;
import io.millrace.env.environments.Allocation.Mode;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AllocationTest {

    private static final CounterRandom UNUSED = new CounterRandom(0);

    @Nested
    class WithTheDefaults extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("allocation");
        }
    }

    @Nested
    class WithPenalty extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return task(Mode.PENALTY, Coefficients.CASE_B);
        }
    }

    @Nested
    class WithDiscreteActions extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return task(Mode.DISCRETE, Coefficients.CASE_B);
        }
    }

    @Nested
    class WithCoefficientsOfItsOwn extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return custom(Mode.SIMPLEX, Coefficient.cosine(2, 3, 0.5), Coefficient.exponential(-0.5, 0.7), 2, 30, 3);
        }
    }

    @Nested
    class TheBestPolicy {

        @ParameterizedTest
        @CsvSource({
            "SIMPLEX, CASE_A, 75.0", "SIMPLEX, CASE_B, 66.6680314402294",
            "PENALTY, CASE_A, 75.0", "PENALTY, CASE_B, 66.6680314402294",
            "DISCRETE, CASE_A, 75.0", "DISCRETE, CASE_B, 66.6680314402294"
        })
        void earnsTheTabulatedReturnThroughTheEnvironment004A1(Mode mode, Coefficients coefficients, double best) {
            Allocation allocation = task(mode, coefficients).create();

            assertThat(Policies.optimalPolicyReturn(allocation, UNUSED)).isCloseTo(best, within(1e-9));
        }

        @ParameterizedTest
        @CsvSource({"CASE_A, 75.0", "CASE_B, 66.6680314402294"})
        void isKnownToEarnTheTabulatedReturn004A1(Coefficients coefficients, double best) {
            assertThat(task(Mode.SIMPLEX, coefficients).create().optimalReturn())
                    .isCloseTo(best, within(1e-9));
        }

        @ParameterizedTest
        @EnumSource(Mode.class)
        void givesNothingWhileBothCoefficientsAreNegative(Mode mode) {
            // Worth giving to the first after half of the time only.
            Allocation allocation = custom(mode, Coefficient.linear(-1, 2), Coefficient.linear(-0.1, -1), 1, 10, 2)
                    .create();
            double best = 2 * (0.2 + 0.4 + 0.6 + 0.8);

            assertThat(allocation.optimalReturn()).isCloseTo(best, within(1e-12));
            assertThat(Policies.optimalPolicyReturn(allocation, UNUSED)).isCloseTo(best, within(1e-12));
        }

        @ParameterizedTest
        @EnumSource(Mode.class)
        void earnsWhatAnyFullSplitEarnsWhereBothAreEqual(Mode mode) {
            Coefficient same = Coefficient.linear(3, 0);
            Allocation allocation = custom(mode, same, same, 1, 1, 2).create();

            assertThat(Policies.optimalPolicyReturn(allocation, UNUSED))
                    .isEqualTo(allocation.optimalReturn())
                    .isEqualTo(6);
        }
    }

    @Nested
    class TheContinuousOptimum {

        @Test
        void ofCaseAIsAsTabulated004A2() {
            ContinuousAllocation optimum =
                    task(Mode.SIMPLEX, Coefficients.CASE_A).continuous();

            assertThat(optimum.value()).isCloseTo(0.75, within(1e-8));
            assertThat(optimum.switchTimes()).hasSize(1);
            assertThat(optimum.switchTimes().get(0)).isCloseTo(0.5, within(1e-8));
        }

        @Test
        void ofCaseBIsAsTabulated004A2() {
            ContinuousAllocation optimum =
                    task(Mode.SIMPLEX, Coefficients.CASE_B).continuous();

            assertThat(optimum.value()).isCloseTo(0.6717287180810874, within(1e-8));
            assertThat(optimum.switchTimes()).hasSize(3);
            assertThat(optimum.switchTimes().get(0)).isCloseTo(0.2616391351, within(1e-8));
            assertThat(optimum.switchTimes().get(1)).isCloseTo(0.6338666268, within(1e-8));
            assertThat(optimum.switchTimes().get(2)).isCloseTo(0.7763110361, within(1e-8));
        }

        @Test
        void isWhatTheReturnApproachesWithManySteps() {
            Allocation.Parameters fine = custom(
                    Mode.SIMPLEX,
                    Coefficient.cosine(2, 3, 0.5),
                    Coefficient.exponential(-0.5, 0.7).cut(),
                    2,
                    1_000_000,
                    3);

            double approached = fine.create().optimalReturn() * 2 / 1_000_000;

            assertThat(fine.continuous().value()).isCloseTo(approached, within(1e-5));
        }

        @Test
        void startsToGiveWhenACoefficientBecomesPositive() {
            ContinuousAllocation optimum = custom(
                            Mode.SIMPLEX, Coefficient.linear(-1, 2), Coefficient.exponential(-1, 1), 1, 10, 4)
                    .continuous();

            assertThat(optimum.switchTimes()).hasSize(1);
            assertThat(optimum.switchTimes().get(0)).isCloseTo(0.5, within(1e-12));
            assertThat(optimum.value()).isCloseTo(1, within(1e-12));
        }
    }

    @Nested
    class ASplit {

        @ParameterizedTest
        @CsvSource({
            "CASE_A, 1, 0, 49.5",
            "CASE_A, 0, 1, 50.5",
            "CASE_A, 0.5, 0.5, 50",
            "CASE_A, 0, 0, 0",
            "CASE_B, 1, 0, 49.5",
            "CASE_B, 0, 1, 36.3730357928",
            "CASE_B, 0.5, 0.5, 42.9365178964"
        })
        void earnsTheTabulatedReturnWhenKeptAllTheTime(
                Coefficients coefficients, float first, float second, double tabulated) {
            Allocation allocation = task(Mode.SIMPLEX, coefficients).create();

            double total = Policies.discountedReturn(allocation, UNUSED, into -> {
                into[0] = first;
                into[1] = second;
                into[2] = 1 - first - second;
            });

            assertThat(total).isCloseTo(tabulated, within(1e-8));
        }

        @ParameterizedTest
        @CsvSource({"CASE_A, 33.3333333333", "CASE_B, 28.6243452643"})
        void ofRandomSharesEarnsTheTabulatedReturnOnAverage(Coefficients coefficients, double tabulated) {
            Allocation allocation = task(Mode.SIMPLEX, coefficients).create();
            EnvironmentContract.RandomActions actions = new EnvironmentContract.RandomActions(allocation, 1);
            int episodes = 2_000;
            double total = 0;

            for (int i = 0; i < episodes; i++) {
                total += Policies.discountedReturn(allocation, UNUSED, into -> actions.write(into, 0));
            }

            // The standard deviation of an episode is below 2, so this is beyond 5 of the mean.
            assertThat(total / episodes).isCloseTo(tabulated, within(0.25));
        }

        @Test
        void thatSumsToMoreThanOneWithinTheToleranceEarnsNoMore() {
            Allocation allocation = task(Mode.SIMPLEX, Coefficients.CASE_A).create();

            double total = Policies.discountedReturn(allocation, UNUSED, into -> {
                allocation.optimalAction(into, 0);
                into[0] *= 1.00009f;
                into[1] *= 1.00009f;
            });

            assertThat(total).isCloseTo(75, within(1e-9));
        }

        @Test
        void ofMoreThanTheBudgetTerminatesWithMinusTheBestReturn004A3() {
            for (Coefficients coefficients : new Coefficients[] {Coefficients.CASE_A, Coefficients.CASE_B}) {
                Allocation allocation = task(Mode.PENALTY, coefficients).create();
                allocation.reset(UNUSED);

                assertThat(allocation.step(new float[] {0.6f, 0.6f}, 0)).isEqualTo(EpisodeStatus.TERMINATED);
                assertThat(allocation.reward())
                        .isCloseTo(coefficients == Coefficients.CASE_A ? -75 : -66.6680314402294, within(1e-6));
            }
        }

        @ParameterizedTest
        @CsvSource({"0.1, 0", "0, 0.1", "0.03, 0.07", "0.033333334, 0.06666667"})
        void ofTheWholeBudgetIsFeasibleThoughFloatsRoundUp(float first, float second) {
            Allocation allocation = new Allocation.Parameters(
                            Mode.PENALTY, 1, 2, 0.1, Coefficients.CASE_A, Coefficient.NONE, Coefficient.NONE)
                    .create();
            allocation.reset(UNUSED);

            assertThat(allocation.step(new float[] {first, second}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        }
    }

    @Test
    void theObservationIsBothCoefficientsAndTheTimeDoneAndLeft() {
        Allocation allocation = custom(
                        Mode.DISCRETE,
                        Coefficient.linear(1, 0.5),
                        Coefficient.sine(2, 0.25, 0).cut(),
                        8,
                        4,
                        1)
                .create();
        float[] observation = new float[4];
        allocation.reset(UNUSED);
        allocation.step(new float[] {2}, 0);

        allocation.observe(observation, 0);

        assertThat(observation).containsExactly(2, (float) (2 * Math.sin(0.5)), 2, 6);
    }

    @Test
    void anEpisodeTerminatesAfterItsSteps() {
        Allocation allocation = custom(Mode.DISCRETE, Coefficient.linear(1, 0), Coefficient.linear(2, 0), 1, 2, 1)
                .create();
        allocation.reset(UNUSED);

        assertThat(allocation.step(new float[] {0}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        assertThat(allocation.step(new float[] {1}, 0)).isEqualTo(EpisodeStatus.TERMINATED);
    }

    @Nested
    class ItsParameters {

        private final Coefficient line = Coefficient.linear(0, 1);

        @ParameterizedTest
        @CsvSource({
            "0, 100, 1, environment.horizon is 0.0.",
            "NaN, 100, 1, environment.horizon is NaN.",
            "1, 0, 1, environment.steps is 0.",
            "1, 100, -1, environment.budget is -1.0.",
            "1, 100, Infinity, environment.budget is Infinity."
        })
        void areRefusedWhereNoTaskComesOfThem(double horizon, int steps, double budget, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> custom(Mode.SIMPLEX, line, line, horizon, steps, budget))
                    .withMessageStartingWith(message);
        }

        @Test
        void areRefusedWhereACustomCoefficientIsMissing() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> custom(Mode.SIMPLEX, line, Coefficient.NONE, 1, 100, 1))
                    .withMessageStartingWith("environment.a2.function is none. ")
                    .withMessageContaining("linear, sine, cosine or exponential");
        }

        @Test
        void areRefusedWhereACaseWouldOverrideACoefficient() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Allocation.Parameters(
                            Mode.SIMPLEX, 1, 100, 1, Coefficients.CASE_B, line, Coefficient.NONE))
                    .withMessageStartingWith("environment.a1.function is linear. ")
                    .withMessageContaining("environment.coefficients is case-b");
        }

        @Test
        void areRefusedWhereANumberBelongsToAnotherFunction() {
            Coefficient mixed = new Coefficient(Coefficient.Function.SINE, 0, 0.5, 1, 1, 0, 0, false);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> custom(Mode.SIMPLEX, line, mixed, 1, 100, 1))
                    .withMessageStartingWith("environment.a2.slope is 0.5. ")
                    .withMessageContaining("sine has no slope");
        }

        @Test
        void areRefusedWhereAFunctionLacksANumber() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> custom(Mode.SIMPLEX, Coefficient.sine(1, 0, 0), line, 1, 100, 1))
                    .withMessageStartingWith("environment.a1.frequency is 0.0. ");
        }

        @Test
        void areRefusedWhereACoefficientDoesNotFitAnObservation() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> custom(Mode.SIMPLEX, Coefficient.exponential(1, 100), line, 1, 100, 1))
                    .withMessageStartingWith("environment.a1 is ")
                    .withMessageContaining("at time 0.89");
        }
    }

    private static Allocation.Parameters task(Mode mode, Coefficients coefficients) {
        return new Allocation.Parameters(mode, 1, 100, 1, coefficients, Coefficient.NONE, Coefficient.NONE);
    }

    private static Allocation.Parameters custom(
            Mode mode, Coefficient a1, Coefficient a2, double horizon, int steps, double budget) {
        return new Allocation.Parameters(mode, horizon, steps, budget, Coefficients.CUSTOM, a1, a2);
    }
}
