package io.millrace.env.environments;

import io.millrace.env.environments.Environment.Description;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Box;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import io.millrace.policy.space.ActionSpace.Simplex;

/** What every environment asks of an action before it acts on it. Allocates only to refuse. */
public final class Actions {

    /** How far the sum of shares may be from one: float32 sums of many shares are not exact. */
    static final double SHARE_TOLERANCE = 1e-4;

    private static final String REMEDY = " Start actor and environment with the settings of the same run.";

    private Actions() {}

    /**
     * Refuses an action that is not in the action space, or that comes when no episode runs.
     *
     * @param running whether the episode has begun and not ended
     * @throws IllegalStateException if no episode runs
     * @throws IllegalArgumentException if the action is not in the space
     */
    static void require(Description description, boolean running, float[] actions, int at) {
        if (!running) {
            throw new IllegalStateException("Environment " + description.name()
                    + " was given an action, but no episode runs. Call reset before the first step of an episode.");
        }
        requireInSpace(description, actions, at);
    }

    /**
     * Refuses an action that is not in the action space.
     *
     * @param actions the action begins at {@code at}
     * @throws IllegalArgumentException if it is not in the space
     */
    public static void requireInSpace(Description description, float[] actions, int at) {
        ActionSpace space = description.actionSpace();
        if (space instanceof Discrete discrete) {
            requireChoice(description, discrete, actions[at]);
        } else if (space instanceof Box box) {
            requireInside(description, box, actions, at);
        } else if (space instanceof Simplex simplex) {
            requireShares(description, simplex, actions, at);
        } else if (space instanceof MultiBinary switches) {
            requireSwitches(description, switches, actions, at);
        }
    }

    private static void requireChoice(Description description, Discrete space, float action) {
        // A comparison with NaN is false, so NaN is refused without a test of its own.
        if (!(action >= 0 && action < space.choices() && action == (int) action)) {
            throw new IllegalArgumentException("Environment " + description.name() + " was given action " + action
                    + ", but an action is a whole number from 0 to " + (space.choices() - 1) + "." + REMEDY);
        }
    }

    private static void requireInside(Description description, Box space, float[] actions, int at) {
        for (int i = 0; i < space.width(); i++) {
            float action = actions[at + i];
            // The bounds as float32, so that an action on the bound is inside.
            if (!(action >= space.low().get(i).floatValue()
                    && action <= space.high().get(i).floatValue())) {
                throw new IllegalArgumentException("Environment " + description.name() + " was given " + action
                        + " as number " + i + " of an action, but that number lies between "
                        + space.low().get(i) + " and " + space.high().get(i) + "." + REMEDY);
            }
        }
    }

    private static void requireShares(Description description, Simplex space, float[] actions, int at) {
        double sum = 0;
        for (int i = 0; i < space.width(); i++) {
            float share = actions[at + i];
            if (!(share >= 0)) {
                throw new IllegalArgumentException("Environment " + description.name() + " was given " + share
                        + " as share " + i + " of an action, but a share is not negative." + REMEDY);
            }
            sum += share;
        }
        if (!(Math.abs(sum - 1) <= SHARE_TOLERANCE)) {
            throw new IllegalArgumentException("Environment " + description.name() + " was given shares that sum to "
                    + sum + ", but the shares of an action sum to 1 within " + SHARE_TOLERANCE + "." + REMEDY);
        }
    }

    private static void requireSwitches(Description description, MultiBinary space, float[] actions, int at) {
        for (int i = 0; i < space.width(); i++) {
            float action = actions[at + i];
            if (!(action == 0 || action == 1)) {
                throw new IllegalArgumentException("Environment " + description.name() + " was given " + action
                        + " as switch " + i + " of an action, but a switch is 0 or 1." + REMEDY);
            }
        }
    }
}
