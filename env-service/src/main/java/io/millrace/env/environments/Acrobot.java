package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.random.RandomGenerator;

/**
 * Two links hang from a fixed joint; a torque of -1 (0), none (1) or +1 (2) Nm at the joint between
 * them swings the tip up. Each step earns -1, the one that lifts the tip a link's length above the fixed
 * joint 0: it terminates the episode. An episode is truncated after 500 steps. Constants, limits, the
 * book's equations of motion, the Runge-Kutta step and reset are those of Gymnasium's Acrobot-v1; the
 * physics is in float64, the observation in float32.
 *
 * @see "Sutton and Barto 1998, Reinforcement Learning: An Introduction, section 11.3"
 */
public final class Acrobot implements Environment {

    /** The task has no settings, so that returns can be compared with published ones. */
    public record Parameters() implements EnvironmentParameters {
        @Override
        public Acrobot create() {
            return new Acrobot();
        }
    }

    private static final Description DESCRIPTION = new Description("acrobot", "1", 6, new Discrete(3), 1);

    private static final int STEP_LIMIT = 500;
    private static final double HEIGHT_TO_REACH = 1;
    private static final double RESET_RANGE = 0.1;
    private static final double SECONDS_PER_STEP = 0.2;
    private static final double FIRST_VELOCITY_LIMIT = 4 * Math.PI;
    private static final double SECOND_VELOCITY_LIMIT = 9 * Math.PI;

    private static final double GRAVITY = 9.8;
    // Of either link: mass (kg), length (m), joint to centre of mass (m), moment of inertia (kg m2).
    private static final double MASS = 1;
    private static final double LENGTH = 1;
    private static final double CENTRE = 0.5;
    private static final double INERTIA = 1;

    // Places in a state and in its change per second.
    private static final int FIRST_ANGLE = 0;
    private static final int SECOND_ANGLE = 1;
    private static final int FIRST_VELOCITY = 2;
    private static final int SECOND_VELOCITY = 3;
    private static final int NUMBERS = 4;

    private final double[] state = new double[NUMBERS];
    private final double[] between = new double[NUMBERS];
    private final double[] slope = new double[NUMBERS];
    private final double[] weightedSlopes = new double[NUMBERS];

    private boolean running;
    private int steps;
    private double reward;

    private Acrobot() {}

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        steps = 0;
        reward = 0;
        for (int i = 0; i < NUMBERS; i++) {
            state[i] = RESET_RANGE * (2 * random.nextDouble() - 1);
        }
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(DESCRIPTION, running, actions, at);
        swing(actions[at] - 1);
        steps++;
        EpisodeStatus status = status();
        reward = status == EpisodeStatus.TERMINATED ? 0 : -1;
        running = status == EpisodeStatus.RUNNING;
        return status;
    }

    /** One step of the classical fourth-order Runge-Kutta method, with the torque held. */
    private void swing(double torque) {
        changePerSecond(state, torque);
        System.arraycopy(slope, 0, weightedSlopes, 0, NUMBERS);
        followSlope(SECONDS_PER_STEP / 2, torque, 2);
        followSlope(SECONDS_PER_STEP / 2, torque, 2);
        followSlope(SECONDS_PER_STEP, torque, 1);
        for (int i = 0; i < NUMBERS; i++) {
            state[i] += SECONDS_PER_STEP / 6 * weightedSlopes[i];
        }
        state[FIRST_ANGLE] = withinHalfTurn(state[FIRST_ANGLE]);
        state[SECOND_ANGLE] = withinHalfTurn(state[SECOND_ANGLE]);
        state[FIRST_VELOCITY] = clipped(state[FIRST_VELOCITY], FIRST_VELOCITY_LIMIT);
        state[SECOND_VELOCITY] = clipped(state[SECOND_VELOCITY], SECOND_VELOCITY_LIMIT);
    }

    private void followSlope(double seconds, double torque, double weight) {
        for (int i = 0; i < NUMBERS; i++) {
            between[i] = state[i] + seconds * slope[i];
        }
        changePerSecond(between, torque);
        for (int i = 0; i < NUMBERS; i++) {
            weightedSlopes[i] += weight * slope[i];
        }
    }

    // d1, d2, phi1 and phi2 of the book.
    private void changePerSecond(double[] from, double torque) {
        double velocity1 = from[FIRST_VELOCITY];
        double velocity2 = from[SECOND_VELOCITY];
        double sine2 = Math.sin(from[SECOND_ANGLE]);
        double cosine2 = Math.cos(from[SECOND_ANGLE]);
        double coupling = MASS * LENGTH * CENTRE;
        double ownInertia = MASS * CENTRE * CENTRE + INERTIA;

        double d1 = 2 * ownInertia + MASS * LENGTH * LENGTH + 2 * coupling * cosine2;
        double d2 = ownInertia + coupling * cosine2;
        double phi2 = MASS * CENTRE * GRAVITY * Math.sin(from[FIRST_ANGLE] + from[SECOND_ANGLE]);
        double phi1 = -coupling * velocity2 * (velocity2 + 2 * velocity1) * sine2
                + (MASS * CENTRE + MASS * LENGTH) * GRAVITY * Math.sin(from[FIRST_ANGLE])
                + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - coupling * velocity1 * velocity1 * sine2 - phi2)
                / (ownInertia - d2 * d2 / d1);

        slope[FIRST_ANGLE] = velocity1;
        slope[SECOND_ANGLE] = velocity2;
        slope[FIRST_VELOCITY] = -(d2 * acceleration2 + phi1) / d1;
        slope[SECOND_VELOCITY] = acceleration2;
    }

    private static double withinHalfTurn(double angle) {
        double turned = angle;
        while (turned > Math.PI) {
            turned -= 2 * Math.PI;
        }
        while (turned < -Math.PI) {
            turned += 2 * Math.PI;
        }
        return turned;
    }

    private static double clipped(double velocity, double limit) {
        return Math.min(Math.max(velocity, -limit), limit);
    }

    // A tip that arrives on the last step has arrived: the end by success goes before the end by limit.
    private EpisodeStatus status() {
        double height = -Math.cos(state[FIRST_ANGLE]) - Math.cos(state[FIRST_ANGLE] + state[SECOND_ANGLE]);
        if (height > HEIGHT_TO_REACH) {
            return EpisodeStatus.TERMINATED;
        }
        return steps == STEP_LIMIT ? EpisodeStatus.TRUNCATED : EpisodeStatus.RUNNING;
    }

    @Override
    public double reward() {
        return reward;
    }

    /**
     * Cosine and sine of the first link's angle from hanging down, cosine and sine of the second link's
     * angle from the first, then both angular velocities (rad/s).
     */
    @Override
    public void observe(float[] into, int at) {
        into[at] = (float) Math.cos(state[FIRST_ANGLE]);
        into[at + 1] = (float) Math.sin(state[FIRST_ANGLE]);
        into[at + 2] = (float) Math.cos(state[SECOND_ANGLE]);
        into[at + 3] = (float) Math.sin(state[SECOND_ANGLE]);
        into[at + 4] = (float) state[FIRST_VELOCITY];
        into[at + 5] = (float) state[SECOND_VELOCITY];
    }
}
