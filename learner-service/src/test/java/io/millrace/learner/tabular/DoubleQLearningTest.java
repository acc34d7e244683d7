package io.millrace.learner.tabular;

import static io.millrace.learner.tabular.ScriptedChance.FIRST;
import static io.millrace.learner.tabular.ScriptedChance.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoubleQLearningTest {

    private static final double EXACT = 1e-12;

    private final ScriptedChance chance = new ScriptedChance();
    private final TabularLearner learner = new DoubleQLearning(new TabularSettings(2, 3, 1, 0.9, 1), chance);

    @BeforeEach
    void bothTablesLearnThreeValuesAtObservationOne() {
        double[] first = {1, 3, 2};
        double[] second = {0.9, 0.2, 0.5};
        for (int action = 0; action < 3; action++) {
            learnEnd(action, FIRST, first[action]);
            learnEnd(action, SECOND, second[action]);
        }
    }

    private void learnEnd(int action, int table, double reward) {
        chance.then(action, table);
        learner.begin(1);
        learner.terminate(reward);
    }

    // Reward 1 and discount 0.9: the first table names action 1, which is 0.2 in the second. A value is
    // the mean of both tables, and the other one is still 0.
    @Test
    void theHandCheckedStepIsJudgedByTheTableThatDoesNotLearn() {
        chance.then(0, FIRST, 0);

        learner.begin(0);
        learner.proceed(1, 1);

        assertThat(learner.value(0, 0)).isCloseTo(1.18 / 2, within(EXACT));
    }

    @Test
    void theTablesChangeRolesWithTheCoin() {
        chance.then(0, SECOND, 0);

        learner.begin(0);
        learner.proceed(1, 1);

        assertThat(learner.value(0, 0)).isCloseTo(1.9 / 2, within(EXACT));
    }

    @Test
    void aStepThatALimitCutIsWorthWhatComesAfterItToo() {
        chance.then(0, FIRST);

        learner.begin(0);
        learner.truncate(1, 1);

        assertThat(learner.value(0, 0)).isCloseTo(1.18 / 2, within(EXACT));
    }

    // The sums are 1.9, 3.2 and 2.5; the second table alone would take action 0.
    @Test
    void theSumOfBothTablesIsActedOn() {
        assertThat(learner.greedy(1, new CounterRandom(1))).isEqualTo(1);
    }
}
