package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DdpgTest extends AlgorithmContract {

    private static final String FAMILY = "deterministic";
    private static final float ACTION = .3f;
    private static final ExplorationSettings TENTH = new ExplorationSettings(Kind.CONSTANT, .1, 0, 0, 0);

    private static final DdpgSettings NUMBERS = new DdpgSettings(
            1e-3,
            1e-2,
            true,
            .9,
            new ReplaySettings(10000, ReplaySettings.Kind.UNIFORM, .6, .4),
            32,
            8,
            500,
            1,
            List.of(32),
            .05,
            new ExplorationSettings(Kind.PER_STEP, .5, .1, 6000, 0),
            0,
            OptimizerKind.ADAM,
            1e-8,
            0);

    @Override
    protected String name() {
        return "ddpg";
    }

    @Override
    protected Record settings() {
        return settings(ReplaySettings.Kind.UNIFORM, 1);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0));
    }

    /** Learns from 16 of the last 100 steps at a time. */
    static DdpgSettings settings(ReplaySettings.Kind kind, int nStep) {
        return new DdpgSettings(
                1e-2,
                1e-2,
                true,
                .9,
                new ReplaySettings(100, kind, .6, .4),
                16,
                4.3,
                10,
                nStep,
                List.of(),
                .05,
                new ExplorationSettings(Kind.PER_EPISODE, .5, .1, 0, .99),
                0,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aNumberIsAnsweredWithItself(long seed) {
        float[] answers = NumberTask.answers(FAMILY, NumberTask.BOX, task -> new Ddpg(NUMBERS, task), seed, 60);

        assertThat(answers).containsExactly(NumberTask.RIGHT, within(.15f));
    }

    @Test
    void aNumberIsAnsweredByAShare() {
        float[] answers = NumberTask.answers(FAMILY, NumberTask.SHARES, task -> new Ddpg(NUMBERS, task), 1, 60);

        assertThat(answers).containsExactly(NumberTask.RIGHT, within(.15f));
    }

    @Test
    void aStepIsWorthItsRewardAndWhatTheTargetCriticSeesInTheTargetPolicysNextAction() {
        Ddpg ddpg = begun(1);
        float[] critic = OneStep.array(ddpg, "critic");
        float[] seeing = OneStep.array(ddpg, "critic/target");
        float[] acting = OneStep.parameters(FAMILY);
        acting[acting.length - 2] += .4f;
        OneStep.set(ddpg, Map.of("actor/target", Arrays.copyOf(acting, acting.length - 1)));

        UpdateReport report =
                ddpg.update(OneStep.batch(0, ACTION, (byte) 0), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        float next = (float) Math.tanh(OneStep.outputs(FAMILY, acting, OneStep.NEXT)[0]);
        double target = 1 + .9 * OneStep.value(seeing, OneStep.NEXT, next);
        assertThat(report.valueLoss())
                .isCloseTo(Math.pow(target - OneStep.value(critic, OneStep.OBSERVATION, ACTION), 2) / 2, within(1e-5));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        Ddpg ddpg = begun(1);
        OneStep.set(ddpg, Map.of("critic", OneStep.worth(3)));

        UpdateReport report = ddpg.update(
                OneStep.batch(0, ACTION, Ends.TERMINATED), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        assertThat(report.valueLoss()).isCloseTo(2, within(1e-5));
    }

    @Test
    void anActionBeyondTheSpaceIsValuedWhereItWasBroughtBackTo() {
        Ddpg ddpg = begun(1);
        float[] critic = OneStep.array(ddpg, "critic");

        UpdateReport report = ddpg.update(
                OneStep.batch(0, 1.7f, Ends.TERMINATED), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        assertThat(report.valueLoss())
                .isCloseTo(Math.pow(1 - OneStep.value(critic, OneStep.OBSERVATION, 1), 2) / 2, within(1e-5));
    }

    @Test
    void thePolicyMovesAlongTheSlopeOfTheCriticsValue() {
        Ddpg ddpg = begun(4);
        float[] critic = OneStep.array(ddpg, "critic");
        float[] before = OneStep.parameters(FAMILY);
        before[before.length - 1] = .1f;
        float[] after = before.clone();

        ddpg.update(OneStep.batch(0, ACTION, (byte) 0), after, new UpdateContext(1, 0));

        float[] slopes = OneStep.slopes(
                FAMILY,
                before,
                parameters -> -OneStep.value(critic, OneStep.OBSERVATION, (float)
                        Math.tanh(OneStep.outputs(FAMILY, parameters, OneStep.OBSERVATION)[0])));
        for (int i = 0; i < before.length; i++) {
            assertThat(before[i] - after[i]).isCloseTo(slopes[i], within(2e-3f));
        }
        assertThat(OneStep.greatest(slopes)).isGreaterThan(.1f);
    }

    @Test
    void bothTargetNetworksGoTheirShareOfTheWay() {
        Ddpg ddpg = begun(1);
        float[] parameters = OneStep.parameters(FAMILY);
        float[] target = OneStep.array(ddpg, "actor/target");
        OneStep.set(ddpg, Map.of("critic", OneStep.worth(3), "critic/target", OneStep.worth(5)));

        ddpg.update(OneStep.batch(0, ACTION, (byte) 0), parameters, new UpdateContext(1, 0));

        assertThat(OneStep.array(ddpg, "critic/target")).containsExactly(OneStep.worth(4.5f), within(1e-6f));
        float[] followed = OneStep.array(ddpg, "actor/target");
        for (int i = 0; i < target.length; i++) {
            assertThat(followed[i]).isCloseTo(target[i] + .25f * (parameters[i] - target[i]), within(1e-6f));
        }
    }

    @Test
    void weightsCarryTheDeviationOfTheStepsTheyHaveLearnedFrom() {
        Ddpg ddpg = new Ddpg(still(1, new ExplorationSettings(Kind.PER_STEP, 1, 0, 4, 0)), OneStep.task(FAMILY));
        float[] parameters = OneStep.parameters(FAMILY);
        int deviation = parameters.length - 1;

        ddpg.begin(parameters);
        assertThat(parameters[deviation]).isEqualTo(1);
        ddpg.update(OneStep.batch(0, ACTION, (byte) 0), parameters, new UpdateContext(1, 0));
        assertThat(parameters[deviation]).isEqualTo(.75f);
    }

    @Test
    void theEntropyIsThatOfTheNoise() {
        Ddpg ddpg = begun(1);
        float[] parameters = OneStep.parameters(FAMILY);
        parameters[parameters.length - 1] = .1f;

        UpdateReport report = ddpg.update(OneStep.batch(0, ACTION, (byte) 0), parameters, new UpdateContext(1, 0));

        assertThat(report.entropy()).isCloseTo(Math.log(.1f) + .5 * Math.log(2 * Math.PI * Math.E), within(1e-6));
    }

    @Test
    void aTargetPolicyOfAnotherSizeIsRefused() {
        Ddpg ddpg = begun(1);

        assertThatThrownBy(() -> OneStep.set(ddpg, Map.of("actor/target", new float[4])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 numbers of actor/target");
    }

    @Test
    void aGradientStepAllocatesNothing() {
        Ddpg ten = new Ddpg(steps(10), OneStep.task(FAMILY));
        Ddpg hundred = new Ddpg(steps(100), OneStep.task(FAMILY));
        float[] parameters = OneStep.parameters(FAMILY);
        ten.begin(parameters);
        hundred.begin(parameters);
        // Less than the smallest object for each of the 90 steps more: what is left is the update's own and the JVM's.
        long enough = 90 * 16;

        long least = Long.MAX_VALUE;
        for (int update = 1; update <= 200 && least >= enough; update++) {
            least = Math.min(
                    least, SacTest.allocated(hundred, update, parameters) - SacTest.allocated(ten, update, parameters));
        }

        assertThat(least).isLessThan(enough);
    }

    private static Ddpg begun(int rows) {
        Ddpg ddpg = new Ddpg(still(rows, TENTH), OneStep.task(FAMILY));
        ddpg.begin(OneStep.parameters(FAMILY));
        return ddpg;
    }

    /** A gradient step for each environment step, by which the policy moves by its gradient and the critic hardly moves. */
    private static DdpgSettings still(int rows, ExplorationSettings exploration) {
        return settings(1, 1e-30, 1, rows, rows, exploration, OptimizerKind.SGD);
    }

    /** Takes so many gradient steps on every environment step. */
    private static DdpgSettings steps(int gradientSteps) {
        return settings(1e-4, 1e-4, 100, 3, 3 * gradientSteps, TENTH, OptimizerKind.ADAM);
    }

    private static DdpgSettings settings(
            double actorRate,
            double criticRate,
            int capacity,
            int batch,
            double samplesPerInsert,
            ExplorationSettings exploration,
            OptimizerKind optimizer) {
        return new DdpgSettings(
                actorRate,
                criticRate,
                false,
                .9,
                new ReplaySettings(capacity, ReplaySettings.Kind.UNIFORM, .6, .4),
                batch,
                samplesPerInsert,
                0,
                1,
                List.of(),
                .25,
                exploration,
                0,
                optimizer,
                1e-8,
                0);
    }
}
