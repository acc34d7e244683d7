package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DoubleDqnTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "double-dqn";
    }

    @Override
    protected Record settings() {
        return DqnTest.settings(ReplaySettings.Kind.UNIFORM, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, UNIFORM, 1",
        "2, UNIFORM, 1",
        "3, UNIFORM, 1",
        "4, PRIORITISED, 1",
        "5, UNIFORM, 3",
        "6, PRIORITISED, 3"
    })
    void theIdentityIsLearned(long seed, ReplaySettings.Kind kind, int nStep) {
        float[] answers =
                IdentityTask.answersByValue(task -> new DoubleDqn(DqnTest.settings(kind, nStep), task), seed, 20);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void fromStepsTakenByChanceItLearnsWhatTheBestWalkerWouldEarn(ReplaySettings.Kind kind) {
        double[] learned = Corridor.learned(task -> new DoubleDqn(DqnTest.corridor(kind), task), 200);

        assertThat(learned).containsExactly(Corridor.best(), within(1e-3));
    }

    @Test
    void theLearningNetworkChoosesAndTheTargetNetworkValues() {
        assertThat(learned((byte) 0, null, null)).isCloseTo(1.18f, within(1e-6f));
    }

    @Test
    void whatIsForbiddenBeyondAStepIsNotChosen() {
        byte[] masks = {1, 1, 1, 1, 0, 1};

        assertThat(learned((byte) 0, masks, null)).isCloseTo(1.45f, within(1e-6f));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        assertThat(learned(Ends.TERMINATED, null, null)).isEqualTo(1);
    }

    @Test
    void whatTheFinalObservationOfACutStepForbidsIsNotChosen() {
        byte[] masks = {1, 1, 1, 1, 1, 1};

        assertThat(learned(Ends.TRUNCATED, masks, new byte[] {1, 0, 1})).isCloseTo(1.45f, within(1e-6f));
    }

    /** The value of an action after one gradient step on it: its target. */
    private static float learned(byte end, byte @Nullable [] masks, byte @Nullable [] finalMasks) {
        DoubleDqn algorithm = new DoubleDqn(Biases.dqn(1, 1), Biases.task(3));
        algorithm.begin(Biases.valued(.9f, .2f, .5f));
        float[] parameters = Biases.valued(1, 3, 2);
        UnrollBatch batch = Biases.unroll(3, 0, new float[] {0}, new float[] {1}, masks, finalMasks, end);
        algorithm.update(batch, parameters, new UpdateContext(1, 0));
        return Biases.values(parameters)[0];
    }
}
