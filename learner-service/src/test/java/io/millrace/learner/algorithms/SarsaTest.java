package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayTooLargeException;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.space.ActionSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SarsaTest extends AlgorithmContract {

    /** Values beyond a step: 1 and 3; the action taken is 1, so that its value becomes the target. */
    private static final float[] BEYOND = {1, 3};

    private static final float[] ACTION_1 = {1};
    private static final float[] ACTION_0 = {0};
    private static final float[] REWARD = {1};

    private final Sarsa sarsa = begun(1);
    private final float[] parameters = parameters();

    @Override
    protected String name() {
        return "sarsa";
    }

    @Override
    protected Record settings() {
        return settings(2, 1e-2, false, .9);
    }

    private static SarsaSettings settings(int nStep, double learningRate, boolean anneal, double discount) {
        return new SarsaSettings(
                learningRate,
                anneal,
                discount,
                1000,
                16,
                nStep,
                new TargetSettings(1, 0),
                TdLoss.HUBER,
                1,
                new ExplorationSettings(Kind.CONSTANT, .5, 0, 0, 0),
                OptimizerKind.ADAM,
                1e-5,
                0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theIdentityIsLearned(int nStep) {
        float[] answers =
                IdentityTask.answersByValue(task -> new Sarsa(settings(nStep, 1e-2, false, .9), task), nStep, 60);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void itLearnsWhatTheStepsTakenAreWorthToThePolicyThatTookThem(int nStep) {
        double[] learned =
                Corridor.learned(task -> new Sarsa(settings(nStep, 1e-2, true, Corridor.DISCOUNT), task), 1000);

        assertThat(learned).containsExactly(Corridor.byChance(), within(.05));
    }

    @Test
    void aStepWaitsForTheActionThatFollowsItInTheNextUnroll() {
        assertThat(update(1, 1, ACTION_1, (byte) 0).gradientSteps()).isZero();
        assertThat(update(2, 2, ACTION_0, (byte) 0).gradientSteps()).isEqualTo(1);

        assertThat(Biases.values(parameters)[1]).isCloseTo(1.9f, within(1e-6f));
    }

    @Test
    void aStepThatWasCutIsWorthWhatThePolicyWouldHaveDone() {
        assertThat(update(1, 1, ACTION_1, Ends.TRUNCATED).gradientSteps()).isEqualTo(1);

        assertThat(Biases.values(parameters)[1]).isCloseTo(3.52f, within(1e-6f));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        assertThat(update(1, 1, ACTION_1, Ends.TERMINATED).gradientSteps()).isEqualTo(1);

        assertThat(Biases.values(parameters)[1]).isEqualTo(1);
    }

    @Test
    void aStepWhoseLaneSkipsTheNextUnrollIsLearnedWithWhatThePolicyWouldHaveDone() {
        update(1, 1, ACTION_1, (byte) 0);
        assertThat(update(2, 3, ACTION_0, (byte) 0).gradientSteps()).isEqualTo(1);

        assertThat(Biases.values(parameters)[1]).isCloseTo(3.52f, within(1e-6f));
    }

    @Test
    void withinAnUnrollAllButTheLastStepAreLearnedAtOnce() {
        UpdateReport report = sarsa.update(
                Biases.unroll(2, 1, new float[] {1, 0, 0, 1}, new float[4], new byte[4]),
                parameters,
                new UpdateContext(1, 0));

        assertThat(report.gradientSteps()).isEqualTo(3);
        assertThat(sarsa.replay()).isEqualTo(new ReplayUse(4, 3, 4, 1000));
    }

    @Test
    void aMemoryThatLosesWhatWaitsIsRefusedWithTheLeastThatIsEnough() {
        SarsaSettings plain = Biases.sarsa(5);
        SarsaSettings small = new SarsaSettings(
                1, false, .9, 8, 1, 5, plain.target(), plain.loss(), 0, plain.exploration(), OptimizerKind.SGD, 1, 0);
        Sarsa learner = new Sarsa(small, Biases.task(2));

        // Five steps ahead of an unroll of three lies the second one after it.
        assertThatThrownBy(() -> learner.update(
                        Biases.unroll(2, 1, new float[3], new float[3], new byte[3]),
                        parameters,
                        new UpdateContext(1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.capacity is 8")
                .hasMessageContaining("at least 9");
    }

    @Test
    void aMemoryThatDoesNotFitIsRefusedBeforeAnythingIsLearned() {
        SarsaSettings plain = Biases.sarsa(1);
        SarsaSettings large = new SarsaSettings(
                1,
                false,
                .9,
                Integer.MAX_VALUE,
                1,
                1,
                plain.target(),
                plain.loss(),
                0,
                plain.exploration(),
                OptimizerKind.SGD,
                1,
                0);
        Sarsa learner = new Sarsa(large, Biases.task(2));

        assertThatThrownBy(() -> learner.makeRoom(new UnrollShape(4, 1, 1, new ActionSpace.Discrete(2), 1)))
                .isInstanceOf(ReplayTooLargeException.class)
                .hasMessageContaining("algorithm.capacity is 2147483647")
                .hasMessageContaining("at most");
    }

    private UpdateReport update(long number, long unroll, float[] action, byte end) {
        return sarsa.update(
                Biases.unroll(2, unroll, action, REWARD, end), parameters, new UpdateContext(number, number - 1));
    }

    private static float[] parameters() {
        float[] parameters = Biases.valued(BEYOND);
        parameters[4] = .2f;
        return parameters;
    }

    private static Sarsa begun(int nStep) {
        Sarsa sarsa = new Sarsa(Biases.sarsa(nStep), Biases.task(2));
        sarsa.begin(Biases.valued(BEYOND));
        return sarsa;
    }
}
