package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.OptimalControl;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Box;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Three decisions, each earning a Gaussian draw less the square of how far the control is from a half. Only the luck of
 * the path makes returns differ; the best control loses nothing.
 *
 * @param deviation of the draw at each decision
 */
record Noisy(double deviation) implements EnvironmentParameters {

    static final int DECISIONS = 3;

    private static final double BEST = 0.5;

    @Override
    public Environment create() {
        return new Task(deviation);
    }

    private static final class Task implements Environment, OptimalControl {

        private final double deviation;
        private final ActionSpace space = new Box(List.of(0.0), List.of(1.0));
        private RandomGenerator chance = new java.util.SplittableRandom(0);
        private int decision;
        private double reward;

        Task(double deviation) {
            this.deviation = deviation;
        }

        @Override
        public Description description() {
            return new Description("noisy", "1", 1, space, 1);
        }

        @Override
        public void reset(RandomGenerator random) {
            chance = random;
            decision = 0;
        }

        @Override
        public EpisodeStatus step(float[] actions, int at) {
            double off = actions[at] - BEST;
            reward = deviation * chance.nextGaussian() - off * off;
            decision++;
            return decision == DECISIONS ? EpisodeStatus.TERMINATED : EpisodeStatus.RUNNING;
        }

        @Override
        public double reward() {
            return reward;
        }

        @Override
        public void observe(float[] into, int at) {
            into[at] = (float) reward;
        }

        @Override
        public double optimalReturn() {
            return 0;
        }

        @Override
        public void optimalAction(float[] into, int at) {
            into[at] = (float) BEST;
        }

        @Override
        public List<String> controls() {
            return List.of("u");
        }

        @Override
        public String timeName() {
            return "decision";
        }

        @Override
        public int decisions() {
            return DECISIONS;
        }

        @Override
        public double time(int decision) {
            return decision;
        }

        @Override
        public void control(float[] actions, int at, double[] into) {
            into[0] = actions[at];
        }
    }
}
