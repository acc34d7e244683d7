package io.millrace.learner.tabular;

import java.util.random.RandomGenerator;

/**
 * SARSA: a step is worth its reward and the value of the action that is really taken next. Where a limit
 * cuts the episode, the action that would have been taken stands for it.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, equation 6.7</a>
 */
public final class Sarsa extends TabularLearner {

    private final ActionValues values;

    /** @param random all chance of acting */
    public Sarsa(TabularSettings settings, RandomGenerator random) {
        super(settings, random);
        this.values = new ActionValues(settings.observations(), settings.actions());
    }

    @Override
    public double value(int observation, int action) {
        return values.of(observation, action);
    }

    @Override
    ActionValues behaviour() {
        return values;
    }

    @Override
    void learn(double reward, int next) {
        learnAndChoose(reward, next);
    }

    // The choice comes before the learning, because it is what is learned from.
    @Override
    int learnAndChoose(double reward, int next) {
        int chosen = explore(next);
        moveTo(reward + settings().discount() * values.of(next, chosen));
        return chosen;
    }

    @Override
    void learnEnd(double reward) {
        moveTo(reward);
    }

    private void moveTo(double target) {
        values.move(observation(), action(), target, settings().learningRate());
    }
}
