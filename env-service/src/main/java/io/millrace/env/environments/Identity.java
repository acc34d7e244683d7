package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Answer with what you see: the smallest task that only a learner solves. One of so many choices is
 * shown as a one-hot vector; the same choice as action earns 1, any other 0. Each step shows a new
 * choice, drawn uniformly.
 */
public final class Identity implements Environment, KnownOptimum {

    /**
     * How large the task is.
     *
     * @param choices choices that may be shown, and actions; in [2, 65536]
     * @param length  steps of an episode; at least 1
     */
    public record Parameters(int choices, int length) implements EnvironmentParameters {
        public Parameters {
            require(
                    between(2, choices, 1 << 16),
                    "choices",
                    choices,
                    "With one choice there is nothing to learn, and each choice is a number in every observation.",
                    "Use 2 to 65536, such as 4.");
            require(length >= 1, "length", length, "An episode has a step.", "Use 1 or more, such as 10.");
        }

        @Override
        public Identity create() {
            return new Identity(this);
        }
    }

    private final Parameters parameters;
    private final Description description;

    // Replaced by the first reset; until then no episode runs.
    private RandomGenerator random = new CounterRandom(0);
    private boolean running;
    private int shown;
    private int steps;
    private double reward;

    private Identity(Parameters parameters) {
        this.parameters = parameters;
        this.description =
                new Description("identity", "1", parameters.choices(), new Discrete(parameters.choices()), 1);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        this.random = random;
        running = true;
        steps = 0;
        reward = 0;
        shown = random.nextInt(parameters.choices());
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        reward = actions[at] == shown ? 1 : 0;
        shown = random.nextInt(parameters.choices());
        steps++;
        running = steps < parameters.length();
        return running ? EpisodeStatus.RUNNING : EpisodeStatus.TERMINATED;
    }

    @Override
    public double reward() {
        return reward;
    }

    /** One number per choice: 1 for the one that is shown, 0 for the others. */
    @Override
    public void observe(float[] into, int at) {
        Arrays.fill(into, at, at + parameters.choices(), 0);
        into[at + shown] = 1;
    }

    @Override
    public double optimalReturn() {
        return parameters.length();
    }

    @Override
    public void optimalAction(float[] into, int at) {
        into[at] = shown;
    }
}
