package io.millrace.env.environments;

import java.util.random.RandomGenerator;

/**
 * The car and the valley of both mountain cars: where it is and how it rolls. A wall at the left end stops it.
 *
 * @see "Moore 1990, Efficient Memory-based Learning for Robot Control, chapter 4"
 */
final class Valley {

    private static final double LEFT_END = -1.2;
    private static final double RIGHT_END = 0.6;
    private static final double VELOCITY_LIMIT = 0.07;
    private static final double PULL = 0.0025;
    private static final double RESET_LOW = -0.6;
    private static final double RESET_WIDTH = 0.2;

    private double position;
    private double velocity;

    /** Puts the car down near the bottom, at rest. */
    void reset(RandomGenerator random) {
        position = RESET_LOW + RESET_WIDTH * random.nextDouble();
        velocity = 0;
    }

    /**
     * Rolls for one step.
     *
     * @param push what the engine adds to the velocity
     */
    void roll(double push) {
        velocity = within(velocity + push - PULL * Math.cos(3 * position), -VELOCITY_LIMIT, VELOCITY_LIMIT);
        position = within(position + velocity, LEFT_END, RIGHT_END);
        if (position == LEFT_END && velocity < 0) {
            velocity = 0;
        }
    }

    /** Whether the car is at a place or beyond it, and does not roll back. */
    boolean hasReached(double goal) {
        return position >= goal && velocity >= 0;
    }

    /** Position and velocity, per step. */
    void observe(float[] into, int at) {
        into[at] = (float) position;
        into[at + 1] = (float) velocity;
    }

    private static double within(double value, double low, double high) {
        return Math.min(Math.max(value, low), high);
    }
}
