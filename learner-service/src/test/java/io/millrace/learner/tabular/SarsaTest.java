package io.millrace.learner.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SarsaTest {

    private static final double EXACT = 1e-12;

    private final ScriptedChance chance = new ScriptedChance();
    private final TabularLearner learner = new Sarsa(new TabularSettings(2, 2, 1, 0.9, 1), chance);

    @BeforeEach
    void valuesOneAndThreeAreLearnedAtObservationOne() {
        chance.then(0, 1);
        learner.begin(1);
        learner.terminate(1);
        learner.begin(1);
        learner.terminate(3);
    }

    // Reward 1, discount 0.9 and the values 1 and 3 after the step.
    @ParameterizedTest
    @CsvSource({"0, 1.9", "1, 3.7"})
    void theHandCheckedStepIsWorthTheActionThatIsTakenNext(int drawn, double worth) {
        chance.then(0, drawn);

        learner.begin(0);
        int taken = learner.proceed(1, 1);

        assertThat(taken).isEqualTo(drawn);
        assertThat(learner.value(0, 0)).isCloseTo(worth, within(EXACT));
    }

    @Test
    void aStepThatALimitCutIsWorthTheActionThatWouldHaveBeenTaken() {
        chance.then(0, 0);

        learner.begin(0);
        learner.truncate(1, 1);

        assertThat(learner.value(0, 0)).isCloseTo(1.9, within(EXACT));
    }

    @Test
    void theStepThatTheNextActionEndsIsLearnedForThatAction() {
        chance.then(0, 1);

        learner.begin(0);
        learner.proceed(1, 1);
        learner.terminate(7);

        assertThat(learner.value(1, 1)).isCloseTo(7, within(EXACT));
        assertThat(learner.value(1, 0)).isCloseTo(1, within(EXACT));
    }
}
