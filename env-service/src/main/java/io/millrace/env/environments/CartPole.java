package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.random.RandomGenerator;

/**
 * A pole stands on a cart; pushing the cart left (0) or right (1) keeps it up. Each step earns 1,
 * the one that fails too. The episode terminates when the cart is more than 2.4 m from the middle or
 * the pole more than 12 degrees from upright, and is truncated after 500 steps. Constants, limits,
 * Euler integration and reset are those of Gymnasium's CartPole-v1; the physics is in float64, the
 * observation in float32.
 *
 * @see <a href="https://doi.org/10.1109/TSMC.1983.6313077">Barto, Sutton and Anderson 1983, appendix</a>
 */
public final class CartPole implements Environment {

    /** The task has no settings, so that returns can be compared with published ones. */
    public record Parameters() implements EnvironmentParameters {
        @Override
        public CartPole create() {
            return new CartPole();
        }
    }

    private static final Description DESCRIPTION = new Description("cart-pole", "1", 4, new Discrete(2), 1);

    private static final int STEP_LIMIT = 500;
    private static final double POSITION_LIMIT = 2.4;
    private static final double ANGLE_LIMIT = Math.toRadians(12);
    private static final double RESET_RANGE = 0.05;

    private static final double GRAVITY = 9.8;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = 1 + POLE_MASS;
    private static final double HALF_POLE = 0.5;
    private static final double POLE_MOMENT = POLE_MASS * HALF_POLE;
    private static final double FORCE = 10;
    private static final double SECONDS_PER_STEP = 0.02;

    private boolean running;
    private int steps;
    private double reward;
    private double position;
    private double velocity;
    private double angle;
    private double angularVelocity;

    private CartPole() {}

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        steps = 0;
        reward = 0;
        position = nearZero(random);
        velocity = nearZero(random);
        angle = nearZero(random);
        angularVelocity = nearZero(random);
    }

    private static double nearZero(RandomGenerator random) {
        return RESET_RANGE * (2 * random.nextDouble() - 1);
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(DESCRIPTION, running, actions, at);
        push(actions[at] == 1 ? FORCE : -FORCE);
        reward = 1;
        steps++;
        EpisodeStatus status = status();
        running = status == EpisodeStatus.RUNNING;
        return status;
    }

    private void push(double force) {
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        double drive = (force + POLE_MOMENT * angularVelocity * angularVelocity * sine) / TOTAL_MASS;
        double angularAcceleration = (GRAVITY * sine - cosine * drive)
                / (HALF_POLE * (4.0 / 3.0 - POLE_MASS * cosine * cosine / TOTAL_MASS));
        double acceleration = drive - POLE_MOMENT * angularAcceleration * cosine / TOTAL_MASS;
        // Explicit Euler: positions move with the velocities from before the push.
        position += SECONDS_PER_STEP * velocity;
        velocity += SECONDS_PER_STEP * acceleration;
        angle += SECONDS_PER_STEP * angularVelocity;
        angularVelocity += SECONDS_PER_STEP * angularAcceleration;
    }

    // A pole that falls on the last step has fallen: the end by failure goes before the end by limit.
    private EpisodeStatus status() {
        if (Math.abs(position) > POSITION_LIMIT || Math.abs(angle) > ANGLE_LIMIT) {
            return EpisodeStatus.TERMINATED;
        }
        return steps == STEP_LIMIT ? EpisodeStatus.TRUNCATED : EpisodeStatus.RUNNING;
    }

    @Override
    public double reward() {
        return reward;
    }

    /** Position (m), velocity (m/s), angle (rad), angular velocity (rad/s). */
    @Override
    public void observe(float[] into, int at) {
        into[at] = (float) position;
        into[at + 1] = (float) velocity;
        into[at + 2] = (float) angle;
        into[at + 3] = (float) angularVelocity;
    }
}
