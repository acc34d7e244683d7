package io.millrace.learner.tabular;

import java.util.random.RandomGenerator;

/**
 * Double Q-learning: two tables, one of which learns from a step, each as likely as the other. It says
 * which action is best after the step, and the other table what that action is worth. What is acted on is
 * the sum of both.
 *
 * @see "Van Hasselt 2010, Double Q-learning, Advances in Neural Information Processing Systems 23, algorithm 1"
 */
public final class DoubleQLearning extends TabularLearner {

    private final ActionValues first;
    private final ActionValues second;
    private final ActionValues sum;

    /** @param random all chance of acting and of which table learns */
    public DoubleQLearning(TabularSettings settings, RandomGenerator random) {
        super(settings, random);
        this.first = new ActionValues(settings.observations(), settings.actions());
        this.second = new ActionValues(settings.observations(), settings.actions());
        this.sum = new ActionValues(settings.observations(), settings.actions());
    }

    /** {@inheritDoc} The mean of both tables. */
    @Override
    public double value(int observation, int action) {
        return sum.of(observation, action) / 2;
    }

    @Override
    ActionValues behaviour() {
        return sum;
    }

    @Override
    void learn(double reward, int next) {
        boolean firstLearns = random().nextBoolean();
        ActionValues learning = firstLearns ? first : second;
        ActionValues judging = firstLearns ? second : first;
        int best = learning.greedy(next, random());
        move(learning, reward + settings().discount() * judging.of(next, best));
    }

    @Override
    void learnEnd(double reward) {
        move(random().nextBoolean() ? first : second, reward);
    }

    private void move(ActionValues learning, double target) {
        learning.move(observation(), action(), target, settings().learningRate());
        sum.set(observation(), action(), first.of(observation(), action()) + second.of(observation(), action()));
    }
}
