package io.millrace.app.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.HumanCapital;
import io.millrace.learner.tabular.DoubleQLearning;
import io.millrace.learner.tabular.QLearning;
import io.millrace.learner.tabular.Sarsa;
import io.millrace.learner.tabular.TabularLearner;
import io.millrace.learner.tabular.TabularSettings;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Tables learn the default task of human-capital as fast as the reference runs did. */
class TabularReferenceTest {

    private static final int TRIALS = 50;
    private static final int EPISODES = 200;

    private static final HumanCapital.Parameters TASK =
            EnvironmentSettings.defaults("human-capital").bind("", HumanCapital.Parameters.class);
    private static final TabularSettings SETTINGS = new TabularSettings(25, 4, 0.2, 0.99, 0.04);

    @Test
    void qLearningEarnsTheTabulatedMean002A4() {
        assertThat(meanReturn(QLearning::new)).isCloseTo(0.05, within(0.08));
    }

    @Test
    void doubleQLearningEarnsTheTabulatedMean002A5() {
        assertThat(meanReturn(DoubleQLearning::new)).isCloseTo(-0.04, within(0.08));
    }

    @Test
    void sarsaEarnsTheTabulatedMean002A6() {
        assertThat(meanReturn(Sarsa::new)).isCloseTo(0.04, within(0.08));
    }

    /** Mean return of all episodes, those of the beginning included. */
    private static double meanReturn(BiFunction<TabularSettings, RandomGenerator, TabularLearner> kind) {
        double total = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Environment employee = TASK.create();
            CounterRandom chance = new CounterRandom(trial);
            TabularLearner learner = kind.apply(SETTINGS, new CounterRandom(trial).at(Purpose.ACTING, 0, 0, 0));
            for (int episode = 0; episode < EPISODES; episode++) {
                employee.reset(chance.at(Purpose.ENVIRONMENT, 0, 0, episode));
                total += episodeReturn(employee, learner);
            }
        }
        return total / (TRIALS * EPISODES);
    }

    private static double episodeReturn(Environment employee, TabularLearner learner) {
        float[] action = {learner.begin(cell(employee))};
        double total = 0;
        EpisodeStatus status = EpisodeStatus.RUNNING;
        while (status == EpisodeStatus.RUNNING) {
            status = employee.step(action, 0);
            total += employee.reward();
            switch (status) {
                case RUNNING -> action[0] = learner.proceed(employee.reward(), cell(employee));
                case TERMINATED -> learner.terminate(employee.reward());
                case TRUNCATED -> learner.truncate(employee.reward(), cell(employee));
            }
        }
        return total;
    }

    private static int cell(Environment employee) {
        float[] oneHot = new float[employee.description().observationSize()];
        employee.observe(oneHot, 0);
        int cell = 0;
        while (oneHot[cell] == 0) {
            cell++;
        }
        return cell;
    }
}
