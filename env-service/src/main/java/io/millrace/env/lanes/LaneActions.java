package io.millrace.env.lanes;

import io.millrace.messages.ActionBatch;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;

/** Reads answers into the rows of the growing unroll, and refuses what the action space does not hold. */
final class LaneActions {

    private static final double TOLERANCE = 1e-4;

    private final LaneShape shape;
    private final float[] actions;
    private final float[] sampled;
    private final float[] logProbabilities;

    LaneActions(LaneShape shape) {
        this.shape = shape;
        this.actions = new float[shape.environments() * shape.actionWidth()];
        this.sampled = new float[shape.environments() * shape.actionWidth()];
        this.logProbabilities = new float[shape.environments()];
    }

    /**
     * Takes an answer for the tick at {@code step} of the unroll.
     *
     * @throws IllegalArgumentException if it does not fit; the rows are unchanged then
     */
    void read(ActionBatch answer, UnrollRows rows, int step) {
        requireCount("actions", readActions(answer), actions.length);
        requireCount(
                "log-probabilities",
                Tensors.floats(answer.getLogProbabilities(), logProbabilities, 0),
                logProbabilities.length);
        ByteBuffer drawn = answer.getSampled();
        if (drawn != null) {
            requireCount("sampled actions", Tensors.floats(drawn, sampled, 0), sampled.length);
            requireFinite("sampled action", sampled);
        }
        requireFinite("log-probability", logProbabilities);
        for (int i = 0; i < shape.environments(); i++) {
            requireInSpace(i, rows, step);
        }
        rows.answered(step, actions, drawn == null ? null : sampled, logProbabilities);
    }

    private int readActions(ActionBatch answer) {
        return shape.discrete()
                ? Tensors.indices(answer.getActions(), actions, 0)
                : Tensors.floats(answer.getActions(), actions, 0);
    }

    private void requireInSpace(int i, UnrollRows rows, int step) {
        int at = i * shape.actionWidth();
        ActionSpace space = shape.environment().actionSpace();
        if (space instanceof ActionSpace.Discrete discrete) {
            requireChoice(i, (int) actions[at], discrete, rows, step);
        } else if (space instanceof ActionSpace.Box box) {
            requireInBox(i, at, box);
        } else {
            requireShares(i, at);
        }
    }

    private void requireChoice(int i, int choice, ActionSpace.Discrete space, UnrollRows rows, int step) {
        if (choice < 0 || choice >= space.choices()) {
            throw refused(i, "chooses " + choice + " of " + space.choices() + " actions, counted from 0");
        }
        if (!rows.allowed(step, i, choice)) {
            throw refused(i, "chooses action " + choice + ", which the mask forbids");
        }
    }

    private void requireInBox(int i, int at, ActionSpace.Box box) {
        for (int j = 0; j < box.width(); j++) {
            double value = actions[at + j];
            double slack = TOLERANCE * (box.high().get(j) - box.low().get(j));
            // Written so that a value that is not a number fails.
            if (!(value >= box.low().get(j) - slack && value <= box.high().get(j) + slack)) {
                throw refused(
                        i,
                        "sets number " + j + " to " + value + ", outside "
                                + box.low().get(j) + " to " + box.high().get(j));
            }
        }
    }

    private void requireShares(int i, int at) {
        double sum = 0;
        for (int j = 0; j < shape.actionWidth(); j++) {
            double share = actions[at + j];
            if (!(share >= -TOLERANCE)) {
                throw refused(i, "gives share " + j + " as " + share + ", but shares are not negative");
            }
            sum += share;
        }
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw refused(i, "gives shares that sum to " + sum + " instead of 1");
        }
    }

    private static void requireCount(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("The answer holds " + found + " numbers of " + what + ", but the lane"
                    + " needs " + expected + ". The actor acts for another run or with other settings.");
        }
    }

    private static void requireFinite(String what, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("The answer's " + what + " " + i + " is " + values[i]
                        + ", which is not a number one can learn from.");
            }
        }
    }

    private static IllegalArgumentException refused(int i, String why) {
        return new IllegalArgumentException("The answer for environment " + i + " " + why + ".");
    }
}
