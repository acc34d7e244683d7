package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanCapitalTest {

    private static final int RIGHT_STANDARD = 0;
    private static final int RIGHT_INTENSIVE = 1;
    private static final int DOWN_STANDARD = 2;
    private static final int DOWN_INTENSIVE = 3;

    private static final RandomGenerator LUCKY = always(0);
    // A standard programme fails at this draw, an intensive one succeeds.
    private static final RandomGenerator MIDDLING = always(0.8);
    private static final RandomGenerator UNLUCKY = always(0.99);

    @Nested
    class WithTheDefaults extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("human-capital");
        }
    }

    @Nested
    class WithCoordinates extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("human-capital", "{observation: coordinates, levels: 10}");
        }
    }

    @Nested
    class WithAMask extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("human-capital", "mask: true");
        }
    }

    @Nested
    class TheBestPolicy {

        @ParameterizedTest
        @CsvSource({"1.0, 0.3571428571", "0.99, 0.2681672391"})
        void isWorthTheTabulatedReturn002A1(double discount, double tabulated) {
            assertThat(employee("discount: " + discount).optimalReturn()).isCloseTo(tabulated, within(1e-6));
        }

        @ParameterizedTest
        @CsvSource({"1, 0.357143", "2, 0.642857", "3, 0.642857", "4, 0.642857", "5, 0.928571"})
        void isWorthTheTabulatedReturnForEachEmployee002A2(int number, double tabulated) {
            assertThat(employee("employee: " + number).optimalReturn()).isCloseTo(tabulated, within(1e-6));
        }

        @Test
        void isWorthTheSameWithAMaskBecauseItNeverBreaksIt() {
            assertThat(employee("mask: true").optimalReturn())
                    .isEqualTo(employee("{}").optimalReturn());
        }

        @ParameterizedTest
        @CsvSource({"0, 3, 0", "1, 2, 2", "2, 1, 0", "3, 0, 2"})
        void goesAroundTheBlockedCellsWithStandardProgrammes(int row, int column, int action) {
            HumanCapital employee = employee("{employee: 0, start: [" + row + ", " + column + "]}");
            float[] best = new float[1];
            employee.reset(LUCKY);

            employee.optimalAction(best, 0);

            assertThat(best).containsExactly(action);
        }

        @Test
        void takesTheIntensiveProgrammeWhenOneStepIsLeft() {
            HumanCapital employee = employee("{employee: 0, start: [4, 3], step-limit: 1}");
            float[] best = new float[1];
            employee.reset(LUCKY);

            employee.optimalAction(best, 0);

            assertThat(best).containsExactly(RIGHT_INTENSIVE);
            assertThat(employee.optimalReturn()).isCloseTo(0.95 * 1.5 - 0.2, within(1e-12));
        }

        // Two sure steps that cost 0.1 each; the second one arrives.
        @ParameterizedTest
        @CsvSource({"1.0, 1.3", "0.5, 0.6"})
        void ofTwoLevelsIsAsComputedByHand(double discount, double byHand) {
            HumanCapital employee = employee("""
                    {levels: 2, blocked: [], discount: %s, programmes: {
                       right-standard: {success: 1.0, cost: 0.1}, down-standard: {success: 1.0, cost: 0.1}}}
                    """.formatted(discount));

            assertThat(employee.optimalReturn()).isCloseTo(byHand, within(1e-12));
        }

        @Test
        void staysWhereTheGoalIsWorseThanThePenalties() {
            HumanCapital employee =
                    employee("{employee: 0, start: [4, 3], goal-reward: -100.0, penalty: 0.0, step-limit: 20}");

            assertThat(employee.optimalReturn()).isCloseTo(-20 * 0.1, within(1e-12));
        }

        @ParameterizedTest
        @CsvSource({"'{}'", "'{discount: 0.99, employee: 2}'", "'{levels: 8, employee: 4, step-limit: 15, mask: true}'"
        })
        void earnsOnAverageWhatItIsWorth(String settings) {
            HumanCapital employee = employee(settings);
            int episodes = 40_000;

            double mean = meanReturn(employee, episodes, into -> employee.optimalAction(into, 0));

            // The standard deviation of an episode is below 1, so this is beyond 5 of the mean.
            assertThat(mean).isCloseTo(employee.optimalReturn(), within(0.025));
        }
    }

    @Test
    void aRandomPolicyEarnsTheTabulatedReturn002A3() {
        HumanCapital employee = employee("{}");
        EnvironmentContract.RandomActions actions = new EnvironmentContract.RandomActions(employee, 2);

        assertThat(meanReturn(employee, 5_000, into -> actions.write(into, 0))).isCloseTo(-2.352, within(0.1));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 2", "3, 10", "4, 6", "5, 12"})
    void eachEmployeeBeginsInACellOfTheirOwn(int number, int cell) {
        HumanCapital employee = employee("employee: " + number);
        employee.reset(LUCKY);

        assertThat(seenCell(employee)).isEqualTo(cell);
    }

    @ParameterizedTest
    @CsvSource({"0, 6, 0.1", "1, 6, 0.2", "2, 10, 0.1", "3, 10, 0.2"})
    void aProgrammeThatSucceedsRaisesItsIndicatorAtItsCost(int action, int cell, float cost) {
        HumanCapital employee = employee("{employee: 0, start: [1, 0]}");
        employee.reset(LUCKY);

        step(employee, action);

        assertThat(seenCell(employee)).isEqualTo(cell);
        assertThat((float) employee.reward()).isEqualTo(-cost);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 6", "2, 5", "3, 10"})
    void theIntensiveProgrammeSucceedsWhereTheStandardOneFails(int action, int cell) {
        HumanCapital employee = employee("{employee: 0, start: [1, 0]}");
        employee.reset(MIDDLING);

        step(employee, action);

        assertThat(seenCell(employee)).isEqualTo(cell);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 2, 0.6", "0, 4, 0, 0.6", "1, 2, 1, 0.7", "2, 1, 3, 0.7", "4, 0, 3, 0.7"})
    void aProgrammeThatCannotSucceedCostsThePenaltyAndLeadsNowhere(int row, int column, int action, double cost) {
        HumanCapital employee = employee("{employee: 0, start: [" + row + ", " + column + "]}");
        employee.reset(LUCKY);

        assertThat(step(employee, action)).isEqualTo(EpisodeStatus.RUNNING);

        assertThat(seenCell(employee)).isEqualTo(5 * row + column);
        assertThat(employee.reward()).isCloseTo(-cost, within(1e-12));
    }

    @Test
    void arrivingAtTheGoalEarnsItsRewardAndTerminates() {
        HumanCapital employee = employee("{employee: 0, start: [3, 4]}");
        employee.reset(LUCKY);

        assertThat(step(employee, DOWN_STANDARD)).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(employee.reward()).isCloseTo(1.4, within(1e-12));
    }

    @Test
    void anArrivalOnTheLastStepTerminates() {
        HumanCapital employee = employee("{employee: 0, start: [3, 4], step-limit: 1}");
        employee.reset(LUCKY);

        assertThat(step(employee, DOWN_STANDARD)).isEqualTo(EpisodeStatus.TERMINATED);
    }

    @Test
    void anEmployeeWhoIsUnderWayAfterFiftyStepsIsTruncated() {
        HumanCapital employee = employee("{}");
        employee.reset(UNLUCKY);
        for (int i = 1; i < 50; i++) {
            assertThat(step(employee, DOWN_INTENSIVE)).isEqualTo(EpisodeStatus.RUNNING);
        }

        assertThat(step(employee, DOWN_INTENSIVE)).isEqualTo(EpisodeStatus.TRUNCATED);
    }

    @Test
    void coordinatesAreTheSharesThatAreDoneAndLeft() {
        HumanCapital employee = employee("{observation: coordinates, employee: 0, start: [1, 2]}");
        float[] observation = new float[4];
        employee.reset(LUCKY);

        employee.observe(observation, 0);

        assertThat(observation).containsExactly(0.25f, 0.5f, 0.75f, 0.5f);
    }

    @Nested
    class AMask {

        @ParameterizedTest
        @CsvSource({"0, 0, 1111", "0, 3, 1100", "0, 4, 0011", "1, 2, 0011", "2, 1, 1100", "4, 3, 1100"})
        void allowsTheProgrammesThatCanSucceed(int row, int column, String allowed) {
            HumanCapital employee = employee("{mask: true, employee: 0, start: [" + row + ", " + column + "]}");
            byte[] mask = new byte[4];
            employee.reset(LUCKY);

            employee.mask(mask, 0);

            for (int action = 0; action < 4; action++) {
                assertThat(mask[action]).as("action %d", action).isEqualTo((byte) (allowed.charAt(action) - '0'));
            }
        }

        @Test
        void makesAProgrammeThatCannotSucceedAnErrorThatNamesTheCell() {
            HumanCapital employee = employee("{mask: true, employee: 0, start: [1, 2]}");
            employee.reset(LUCKY);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> step(employee, RIGHT_STANDARD))
                    .withMessageContaining("human-capital was given action 0 in the cell [1, 2]");
        }

        @Test
        void isNotThereUnlessAskedFor() {
            HumanCapital employee = employee("{}");

            assertThat(employee.masksActions()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(() -> employee.mask(new byte[4], 0))
                    .withMessageContaining("environment.mask");
        }
    }

    @Nested
    class ItsParameters {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "levels: 1                                  | environment.levels is 1.",
                    "levels: 257                                | environment.levels is 257.",
                    "levels: 3                                  | environment.blocked[0] is [1, 3]. With environment.levels 3",
                    "blocked: [[1, 3], [2]]                     | environment.blocked[1] is [2].",
                    "blocked: [[1, -1]]                         | environment.blocked[0] is [1, -1].",
                    "employee: 6                                | environment.employee is 6.",
                    "employee: 0                                | environment.start is [].",
                    "start: [0, 1]                              | environment.start is [0, 1]. environment.employee is 1,",
                    "{employee: 0, start: [5, 0]}               | environment.start is [5, 0]. With environment.levels 5",
                    "{levels: 2, blocked: [], employee: 2}      | environment.employee is 2, who begins at [0, 2].",
                    "step-limit: 0                              | environment.step-limit is 0.",
                    "step-limit: 1001                           | environment.step-limit is 1001.",
                    "penalty: -0.5                              | environment.penalty is -0.5.",
                    "goal-reward: 1.0e+10                        | environment.goal-reward is 1.0E10.",
                    "discount: 0.0                              | environment.discount is 0.0.",
                    "programmes: {down-standard: {success: 0.0}} | environment.programmes.down-standard.success is 0.0.",
                    "programmes: {right-intensive: {cost: -1.0}} | environment.programmes.right-intensive.cost is -1.0."
                })
        void areRefusedWhereNoTaskComesOfThem(String settings, String message) {
            assertRefused(settings, message);
        }

        @Test
        void areRefusedWhereTheGoalIsBlocked() {
            assertRefused(
                    "blocked: [[1, 3], [4, 4]]",
                    "environment.blocked is [[1, 3], [4, 4]]. The goal [4, 4] is among them");
        }

        @Test
        void areRefusedWhereTheStartIsBlocked() {
            assertRefused(
                    "{employee: 0, start: [1, 3]}",
                    "environment.start is [1, 3]. That cell is among environment.blocked");
        }

        @Test
        void areRefusedWhereTheStartIsTheGoal() {
            assertRefused(
                    "{levels: 3, blocked: [], employee: 5}",
                    "environment.employee is 5, who begins at [2, 2]. That is the goal");
        }

        @Test
        void areRefusedWhereTheGoalCannotBeReached() {
            assertRefused(
                    "{employee: 4, blocked: [[1, 2], [2, 1]]}",
                    "environment.blocked is [[1, 2], [2, 1]]. The goal [4, 4] cannot be reached: no way right and down"
                            + " leads there from the start [1, 1].");
        }

        @Test
        void areRefusedWhereAMaskWouldAllowNothing() {
            assertRefused(
                    "{mask: true, blocked: [[1, 2], [2, 1]]}",
                    "environment.mask is true. No way leaves the cell [1, 1]");
        }

        @Test
        void areFineWithADeadEndWhereThereIsNoMask() {
            assertThat(employee("blocked: [[1, 2], [2, 1]]").optimalReturn()).isCloseTo(0.357143, within(1e-6));
        }

        private static void assertRefused(String settings, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Defaults.of("human-capital", settings))
                    .withMessageStartingWith(message);
        }
    }

    private static HumanCapital employee(String changes) {
        return (HumanCapital) Defaults.of("human-capital", changes).create();
    }

    private static EpisodeStatus step(HumanCapital employee, int action) {
        return employee.step(new float[] {action}, 0);
    }

    private static int seenCell(HumanCapital employee) {
        float[] observation = new float[employee.description().observationSize()];
        employee.observe(observation, 0);
        return IntStream.range(0, observation.length)
                .filter(cell -> observation[cell] == 1)
                .sum();
    }

    private static double meanReturn(HumanCapital employee, int episodes, Policies.Policy policy) {
        CounterRandom random = new CounterRandom(1);
        double total = 0;
        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(employee, random, policy);
        }
        return total / episodes;
    }

    /** Chance that always comes out the same, in [0, 1). */
    private static RandomGenerator always(double draw) {
        return () -> (long) (draw * 0x1p53) << 11;
    }
}
