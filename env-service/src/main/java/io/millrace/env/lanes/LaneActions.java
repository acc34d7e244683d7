package io.millrace.env.lanes;

import io.millrace.env.environments.Actions;
import io.millrace.messages.ActionBatch;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;

/** Reads answers into the rows of the growing unroll, and refuses what the action space does not hold. */
final class LaneActions {

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
            requireContinuous();
            requireCount("sampled actions", Tensors.floats(drawn, sampled, 0), sampled.length);
            requireFinite("sampled action", sampled);
        }
        requireFinite("log-probability", logProbabilities);
        for (int i = 0; i < shape.environments(); i++) {
            requireUsable(i, rows, step);
        }
        rows.answered(step, actions, drawn == null ? null : sampled, logProbabilities);
    }

    private int readActions(ActionBatch answer) {
        return shape.discrete()
                ? Tensors.indices(answer.getActions(), actions, 0)
                : Tensors.floats(answer.getActions(), actions, 0);
    }

    private void requireContinuous() {
        if (shape.discrete()) {
            throw new IllegalArgumentException("The answer holds sampled actions beside the actions, but a choice is"
                    + " the action itself. The actor acts for another run or with other settings.");
        }
    }

    private void requireUsable(int i, UnrollRows rows, int step) {
        int at = i * shape.actionWidth();
        try {
            // The environment's own rule: what passes here, no environment refuses half-way through the lane.
            Actions.requireInSpace(shape.environment(), actions, at);
        } catch (IllegalArgumentException outside) {
            throw new IllegalArgumentException(
                    "The answer for environment " + i + ": " + outside.getMessage(), outside);
        }
        if (shape.discrete() && !rows.allowed(step, i, (int) actions[at])) {
            throw new IllegalArgumentException("The answer for environment " + i + " chooses action "
                    + (int) actions[at] + ", which the mask forbids.");
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
}
