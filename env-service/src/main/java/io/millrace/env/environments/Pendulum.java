package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace.Box;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A rod hangs from a joint that turns it with up to 2 Nm, which is too little to lift it at once: it has to be swung
 * up, and held there. A step earns {@code -(angle² + 0.1 velocity² + 0.001 torque²)}, angle and velocity from before
 * the step and the angle from upright within half a turn. An episode is truncated after 200 steps; nothing terminates
 * it. Constants, limits, semi-implicit Euler integration and reset are those of Gymnasium's Pendulum-v1; the physics
 * is in float64, the observation in float32.
 *
 * @see <a href="https://doi.org/10.1162/089976600300015961">Doya 2000, section 4.1</a>
 */
public final class Pendulum implements Environment {

    /** The task has no settings, so that returns can be compared with published ones. */
    public record Parameters() implements EnvironmentParameters {
        @Override
        public Pendulum create() {
            return new Pendulum();
        }
    }

    private static final double TORQUE_LIMIT = 2;
    private static final Description DESCRIPTION =
            new Description("pendulum", "1", 3, new Box(List.of(-TORQUE_LIMIT), List.of(TORQUE_LIMIT)), 1);

    private static final int STEP_LIMIT = 200;
    private static final double VELOCITY_LIMIT = 8;
    private static final double SECONDS_PER_STEP = 0.05;
    private static final double GRAVITY = 10;
    private static final double MASS = 1;
    private static final double LENGTH = 1;

    private boolean running;
    private int steps;
    private double reward;
    private double angle;
    private double velocity;

    private Pendulum() {}

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        steps = 0;
        reward = 0;
        angle = Math.PI * (2 * random.nextDouble() - 1);
        velocity = 2 * random.nextDouble() - 1;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(DESCRIPTION, running, actions, at);
        double torque = actions[at];
        double fromUpright = Math.IEEEremainder(angle, 2 * Math.PI);
        reward = -(fromUpright * fromUpright + 0.1 * velocity * velocity + 0.001 * torque * torque);
        // The rod's moment of inertia about its end is a third of mass x length squared.
        double acceleration = 3 * GRAVITY / (2 * LENGTH) * Math.sin(angle) + 3 / (MASS * LENGTH * LENGTH) * torque;
        velocity = Math.max(-VELOCITY_LIMIT, Math.min(VELOCITY_LIMIT, velocity + acceleration * SECONDS_PER_STEP));
        angle += velocity * SECONDS_PER_STEP;
        steps++;
        running = steps < STEP_LIMIT;
        return running ? EpisodeStatus.RUNNING : EpisodeStatus.TRUNCATED;
    }

    @Override
    public double reward() {
        return reward;
    }

    /** Cosine and sine of the angle from upright, angular velocity (rad/s). */
    @Override
    public void observe(float[] into, int at) {
        into[at] = (float) Math.cos(angle);
        into[at + 1] = (float) Math.sin(angle);
        into[at + 2] = (float) velocity;
    }
}
