package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace.Box;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A car too weak for the hill has to swing up to it, with a force from -1 to 1. Each step costs 0.1 x force²; arriving
 * at the flag earns 100 and terminates the episode, which is truncated after 999 steps. Constants, limits and reset
 * are those of Gymnasium's MountainCarContinuous-v0; the physics is in float64, where Gymnasium rounds the state to
 * float32 after each step, the observation in float32.
 *
 * @see "Moore 1990, Efficient Memory-based Learning for Robot Control, chapter 4"
 */
public final class MountainCarContinuous implements Environment {

    /** The task has no settings, so that returns can be compared with published ones. */
    public record Parameters() implements EnvironmentParameters {
        @Override
        public MountainCarContinuous create() {
            return new MountainCarContinuous();
        }
    }

    private static final Description DESCRIPTION =
            new Description("mountain-car-continuous", "1", 2, new Box(List.of(-1.0), List.of(1.0)), 1);

    private static final int STEP_LIMIT = 999;
    private static final double FLAG = 0.45;
    private static final double POWER = 0.0015;
    private static final double ARRIVAL = 100;
    private static final double COST = 0.1;

    private final Valley valley = new Valley();
    private boolean running;
    private int steps;
    private double reward;

    private MountainCarContinuous() {}

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
        double force = actions[at];
        valley.roll(force * POWER);
        steps++;
        EpisodeStatus status = status();
        reward = (status == EpisodeStatus.TERMINATED ? ARRIVAL : 0) - COST * force * force;
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
