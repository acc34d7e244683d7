package io.millrace.learner.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QLearningTest {

    private static final double EXACT = 1e-12;

    private final ScriptedChance chance = new ScriptedChance();

    // Reward 1, discount 0.9 and the values 1 and 3 after the step.
    @Test
    void theHandCheckedStepIsWorthTheGreatestValueAfterItWhateverIsDoneThere() {
        TabularLearner learner = withValuesOneAndThreeAtObservationOne();
        chance.then(0, 0);

        learner.begin(0);
        int taken = learner.proceed(1, 1);

        assertThat(taken).isZero();
        assertThat(learner.value(0, 0)).isCloseTo(3.7, within(EXACT));
    }

    @Test
    void aValueMovesByTheLearningRate() {
        TabularLearner learner = new QLearning(new TabularSettings(2, 2, 0.2, 0.9, 1), chance);
        chance.then(0, 0);

        learner.begin(0);
        learner.terminate(5);
        learner.begin(0);
        learner.terminate(5);

        assertThat(learner.value(0, 0)).isCloseTo(1 + 0.2 * 4, within(EXACT));
    }

    @Test
    void aStepThatALimitCutIsWorthWhatComesAfterItToo() {
        TabularLearner learner = withValuesOneAndThreeAtObservationOne();
        chance.then(0);

        learner.begin(0);
        learner.truncate(1, 1);

        assertThat(learner.value(0, 0)).isCloseTo(3.7, within(EXACT));
    }

    @Test
    void theNextActionIsChosenWithWhatTheStepTaught() {
        TabularLearner learner = new QLearning(new TabularSettings(1, 2, 1, 0.9, 0), chance);
        chance.then(0);

        int before = learner.begin(0);
        int after = learner.proceed(-1, 0);

        assertThat(before).isZero();
        assertThat(after).isEqualTo(1);
    }

    private TabularLearner withValuesOneAndThreeAtObservationOne() {
        TabularLearner learner = new QLearning(new TabularSettings(2, 2, 1, 0.9, 1), chance);
        chance.then(0, 1);
        learner.begin(1);
        learner.terminate(1);
        learner.begin(1);
        learner.terminate(3);
        return learner;
    }
}
