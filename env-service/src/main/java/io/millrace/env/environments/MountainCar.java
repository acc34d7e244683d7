package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.random.RandomGenerator;

/**
 * A car too weak for the hill has to swing up to it: push to the left (0), not at all (1), or to the right (2). Each
 * step earns -1. The episode terminates at the flag, and is truncated after 200 steps. Constants, limits and reset are
 * those of Gymnasium's MountainCar-v0; the physics is in float64, the observation in float32.
 *
 * @see "Sutton and Barto 2018, Reinforcement Learning: An Introduction, example 10.1"
 */
public final class MountainCar implements Environment {

    /** The task has no settings, so that returns can be compared with published ones. */
    public record Parameters() implements EnvironmentParameters {
        @Override
        public MountainCar create() {
            return new MountainCar();
        }
    }

    private static final Description DESCRIPTION = new Description("mountain-car", "1", 2, new Discrete(3), 1);

    private static final int STEP_LIMIT = 200;
    private static final double FLAG = 0.5;
    private static final double PUSH = 0.001;

    private final Valley valley = new Valley();
    private boolean running;
    private int steps;
    private double reward;

    private MountainCar() {}

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        steps = 0;
        reward = 0;
        valley.reset(random);
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(DESCRIPTION, running, actions, at);
        valley.roll((actions[at] - 1) * PUSH);
        reward = -1;
        steps++;
        EpisodeStatus status = status();
        running = status == EpisodeStatus.RUNNING;
        return status;
    }

    // A car that arrives on the last step has arrived: the end by success goes before the end by limit.
    private EpisodeStatus status() {
        if (valley.hasReached(FLAG)) {
            return EpisodeStatus.TERMINATED;
        }
        return steps == STEP_LIMIT ? EpisodeStatus.TRUNCATED : EpisodeStatus.RUNNING;
    }

    @Override
    public double reward() {
        return reward;
    }

    /** Position and velocity, per step. */
    @Override
    public void observe(float[] into, int at) {
        valley.observe(into, at);
    }
}
