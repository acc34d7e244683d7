package io.millrace.app.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.report.TextTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways of rules and of policies set by hand to the source's goal. */
class SteeringComparisonTest {

    private static final SteeringComparison FOLLOWED =
            SteeringComparison.of(DemoGoal.over(400), DemoGoal.followsTheGoal(), "greedy policy");

    @ParameterizedTest
    @CsvSource({"1, 148, 191, -176", "2, 42, 41, -41", "3, 45, 44, -44"})
    void theRulesTakeAsManyStepsAsTheSourceAndItsDerivationSay(int play, int reached, int lastOutside, double earned) {
        Steering rule = FOLLOWED.plays().get(play);

        assertThat(rule.reached()).isEqualTo(reached);
        assertThat(rule.lastOutside()).isEqualTo(lastOutside);
        assertThat(rule.earned()).isEqualTo(earned);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0.05158667, 1e-6", "1, 10, 0.05367314, 1e-6", "2, 50, 0.003062, 1e-5", "3, 50, 0.002769, 1e-5"})
    void theErrorsOnTheWayAreThoseOfTheDerivation(int play, int step, double error, double tolerance) {
        assertThat(FOLLOWED.plays().get(play).errors().get(step)).isCloseTo(error, within(tolerance));
    }

    @Test
    void theGoalIsAsFarAsTheDerivationSays() {
        assertThat(FOLLOWED.startError()).isCloseTo(0.050452497910951306, within(1e-12));
        assertThat(FOLLOWED.policy().errors().get(0)).isEqualTo(FOLLOWED.startError());
    }

    @Test
    void aPolicyThatFollowsTheGoalTakesTheTrivialRulesWay() {
        assertThat(FOLLOWED.policy().earned()).isEqualTo(-176);
        assertThat(FOLLOWED.policy().regions())
                .isEqualTo(FOLLOWED.plays().get(1).regions());
    }

    @Test
    void aPolicyThatFollowsNothingNeverArrives() {
        Steering lost = SteeringComparison.of(DemoGoal.over(60), DemoGoal.followsNothing(), "greedy policy")
                .policy();

        assertThat(lost.reached()).isNull();
        assertThat(lost.lastOutside()).isEqualTo(60);
        assertThat(lost.earned()).isEqualTo(-60);
        assertThat(lost.endError()).isEqualTo(lost.errors().get(60));
    }

    @Test
    void changesAreToldLargestFirstAndEqualOnesInTheOrderOfTheTable() {
        assertThat(FOLLOWED.changes())
                .extracting(RegionChange::region)
                .hasSize(14)
                .startsWith("Moscow", "Moscow Region", "Saint Petersburg", "Amur Region")
                .endsWith("Chukotka");
        assertThat(FOLLOWED.changes().get(0).goal() - FOLLOWED.changes().get(0).present())
                .isCloseTo(-0.04, within(1e-9));
    }

    @Test
    void pathsLeadFromTodaysSharesToTheGoal() {
        Steering lookahead = FOLLOWED.plays().get(3);

        assertThat(FOLLOWED.times()).hasSize(401);
        assertThat(lookahead.regions()).hasSize(SteeringComparison.SHOWN);
        for (int i = 0; i < SteeringComparison.SHOWN; i++) {
            RegionPath path = lookahead.regions().get(i);
            RegionChange change = FOLLOWED.changes().get(i);
            assertThat(path.region()).isEqualTo(change.region());
            assertThat(path.shares().get(0)).isEqualTo(change.present());
            assertThat(path.shares().get(400)).isCloseTo(change.goal(), within(0.001));
        }
    }

    @Test
    void utilitiesAreToldLessTheMeanOfAll() {
        List<Double> moscow = SteeringComparison.of(DemoGoal.over(20), DemoGoal.followsNothing(), "greedy policy")
                .policy()
                .regions()
                .get(0)
                .utilities();

        // One region rises by 0.05 and 79 fall by as much: the mean falls by 78 / 80 of it.
        assertThat(moscow.get(20) - moscow.get(0)).isCloseTo(20 * 0.05 * (-1 + 78.0 / 80), within(1e-9));
    }

    @Test
    void ofALongWayPathsLeaveStepsOutButFiguresDoNot() {
        SteeringComparison long2500 =
                SteeringComparison.of(DemoGoal.over(2500), DemoGoal.followsTheGoal(), "greedy policy");

        assertThat(long2500.times())
                .hasSizeLessThanOrEqualTo(1001)
                .startsWith(0.0, 3.0)
                .endsWith(2499.0, 2500.0);
        assertThat(long2500.policy().errors()).hasSameSizeAs(long2500.times());
        assertThat(long2500.plays().get(2).reached()).isEqualTo(42);
    }

    @Test
    void theWordsTellGoalAndWays() {
        assertThat(SteeringText.of(FOLLOWED))
                .startsWith("goal       Moscow 9.91 % to 5.91 %, Moscow Region 5.58 % to 3.58 %")
                .contains("and 10 more of 80 regions", "0.050452 away", "nearer than 0.005")
                .containsPattern("greedy policy +148 +191 +-176 +0\\.\\d{6}")
                .containsPattern("lookahead, 6 steps +42 +41 +-41 ");
    }

    @Test
    void whereTheGoalIsNotReachedTheWordIsNever() {
        List<String> row = SteeringText.table(
                        SteeringComparison.of(DemoGoal.over(30), DemoGoal.followsNothing(), "greedy policy"))
                .get(1);

        assertThat(TextTable.aligned(List.of(row)).get(0)).startsWith("greedy policy  never  30  -30");
    }
}
