package io.millrace.app.comparison;

import io.millrace.learner.tabular.DoubleQLearning;
import io.millrace.learner.tabular.QLearning;
import io.millrace.learner.tabular.Sarsa;
import io.millrace.learner.tabular.TabularLearner;
import io.millrace.learner.tabular.TabularSettings;
import java.util.random.RandomGenerator;

/** What the value of an action in a table moves towards. */
enum Rule {
    Q_LEARNING,
    DOUBLE_Q_LEARNING,
    SARSA;

    TabularLearner create(TabularSettings settings, RandomGenerator random) {
        return switch (this) {
            case Q_LEARNING -> new QLearning(settings, random);
            case DOUBLE_Q_LEARNING -> new DoubleQLearning(settings, random);
            case SARSA -> new Sarsa(settings, random);
        };
    }
}
