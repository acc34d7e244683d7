package io.millrace.learner.tabular;

import java.util.random.RandomGenerator;

/**
 * Q-learning: a step is worth its reward and the greatest value after it, whatever is done there.
 *
 * @see <a href="https://doi.org/10.1007/BF00992698">Watkins and Dayan 1992, equation 1</a>
 */
public final class QLearning extends TabularLearner {

    private final ActionValues values;

    /** @param random all chance of acting */
    public QLearning(TabularSettings settings, RandomGenerator random) {
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
        moveTo(reward + settings().discount() * values.greatest(next));
    }

    @Override
    void learnEnd(double reward) {
        moveTo(reward);
    }

    private void moveTo(double target) {
        values.move(observation(), action(), target, settings().learningRate());
    }
}
