package io.millrace.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Identity;
import io.millrace.env.environments.LandUse;
import io.millrace.env.environments.LandUse.Aims;
import io.millrace.env.environments.LandUse.City;
import io.millrace.env.environments.LandUse.Engine;
import io.millrace.env.environments.LandUse.Shown;
import io.millrace.env.environments.LandUse.TargetKind;
import io.millrace.env.environments.Plannable.Change;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans for the toy's unseen target, by a network without hidden layers whose weights are set by hand. */
class PlanComparisonTest {

    private static final int DIFFERENCES = 12;
    private static final int ACTIONS = 24;
    private static final int STEPS = 30;

    private static final EnvironmentParameters TOY = new LandUse.Parameters(
            Engine.TOY,
            new City(20, 1),
            "",
            new Aims(TargetKind.EVALUATION, 0, 1, 5, 1, ""),
            STEPS,
            Shown.DIFFERENCES,
            1,
            1);

    @Test
    void aPolicyThatFollowsTheDifferencesMeetsTheTargetAsTheOneStepSearchDoes() {
        PlanComparison plans = compare(followTheDifferences());

        assertThat(plans.measure()).isEqualTo("norm");
        for (PlanMaker maker : List.of(plans.policy(), plans.oneStep())) {
            assertThat(maker.met()).isEqualTo(3);
            assertThat(maker.meanSteps()).isEqualTo(7);
            assertThat(maker.reduction()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aTrajectorySaysWhatEachStepChangedAndHowFarItIsThen() {
        Trajectory plan = compare(followTheDifferences()).policy().first();

        assertThat(plan.start()).isCloseTo(0.2980083, within(1e-6));
        Trajectory.Step first = plan.steps().get(0);
        assertThat(first.action()).isEqualTo(16);
        assertThat(first.change()).isEqualTo(new Change("2", "signature_type", "up", 5, 6));
        assertThat(first.remaining()).isCloseTo(0.258044, within(1e-5));
        assertThat(plan.end()).isLessThan(1e-9);
    }

    @Test
    void aPlanThatLeadsAwayIsJudgedByItsEndAndByItsNearestPoint() {
        float[] parameters = new float[shape().parameterCount()];
        // Always: more green in area 0, back when there is no room for more; the target wants it as it is.
        parameters[DIFFERENCES * ACTIONS + 4] = 2;
        parameters[DIFFERENCES * ACTIONS + 5] = 1;

        PlanMaker away = compare(parameters).policy();

        assertThat(away.met()).isZero();
        assertThat(away.meanSteps()).isEqualTo(STEPS);
        assertThat(away.reduction()).isNegative();
        assertThat(away.nearest()).isZero();
    }

    @Test
    void chanceIsTheSameWithTheSameSeed() {
        assertThat(compare(followTheDifferences()).random().first())
                .isEqualTo(compare(followTheDifferences()).random().first());
    }

    @Test
    void theFirstPlanIsTheFirstHoweverManyFollow() {
        assertThat(compare(followTheDifferences(), 3).random().first())
                .isEqualTo(compare(followTheDifferences(), 1).random().first());
    }

    @Test
    void chanceIsAnotherInEachEpisode() {
        assertThat(compare(followTheDifferences(), 2).random().reduction())
                .isNotEqualTo(compare(followTheDifferences(), 1).random().reduction());
    }

    @Test
    void theWordsNameEveryStepAndAllThree() {
        assertThat(PlanText.of(compare(followTheDifferences())))
                .contains("plan       of the first episode, norm 0.298008 at its start")
                .containsPattern("\\n +1 +2 +signature_type +up +5.0000 to +6.0000 +0\\.2\\d+ +0\\.242629 +0\\.\\d+")
                .containsPattern("\\n +7 +\\d +\\w+ +(up|down) .* 0\\.000000 +0\\.000000 +0\\.\\d+")
                .containsPattern("\\npolicy +norm reduced by 100\\.0 %.* 3 of 3 met; 7\\.0 steps")
                .containsPattern("\\none-step +norm reduced by 100\\.0 %")
                .containsPattern("\\nrandom +norm reduced by -");
    }

    @Test
    void episodesThatAreNoPlansAreNotCompared() {
        EnvironmentParameters identity = new Identity.Parameters(4, 10);
        Policy policy = new NetworkPolicy(
                new NetworkShape(4, List.of(), Activation.TANH, 4, 0),
                Distributions.of("categorical", identity.create().description().actionSpace()));

        assertThat(PlanComparison.of(identity, policy, 1, 1)).isEmpty();
    }

    private static PlanComparison compare(float[] parameters) {
        return compare(parameters, 3);
    }

    private static PlanComparison compare(float[] parameters, int episodes) {
        Policy policy = new NetworkPolicy(
                shape(),
                Distributions.of("categorical", TOY.create().description().actionSpace()));
        policy.load(parameters);
        return PlanComparison.of(TOY, policy, 1, episodes).orElseThrow();
    }

    private static NetworkShape shape() {
        return new NetworkShape(DIFFERENCES, List.of(), Activation.TANH, ACTIONS, 0);
    }

    /** The action of the largest difference that goes against it: types rise with theirs, use is negative and falls. */
    private static float[] followTheDifferences() {
        float[] parameters = new float[shape().parameterCount()];
        for (int area = 0; area < 3; area++) {
            int type = 4 * area;
            parameters[weight(type, 2 * type)] = -1;
            parameters[weight(type, 2 * type + 1)] = 1;
        }
        parameters[weight(1, 2)] = 1;
        return parameters;
    }

    private static int weight(int difference, int action) {
        return action * DIFFERENCES + difference;
    }
}
