package io.millrace.learner.algorithms;

import org.jspecify.annotations.Nullable;

/**
 * The values of one observation's actions, of which a mask may forbid some. Points into arrays, from one
 * {@link #at} to the next: nothing is copied. What is forbidden has no part in any of its answers.
 */
final class ActionValues {

    private final int choices;
    private float[] values = {};
    private byte @Nullable [] masks;
    private int offset;

    ActionValues(int choices) {
        this.choices = choices;
    }

    /**
     * Looks at a row.
     *
     * @param values rows x choices
     * @param masks  likewise, 1 where allowed; null where all are
     * @return this
     */
    ActionValues at(float[] values, byte @Nullable [] masks, int row) {
        this.values = values;
        this.masks = masks;
        offset = row * choices;
        return this;
    }

    /** The action of greatest value, the first of equal ones. */
    int greedy() {
        int greedy = -1;
        for (int action = 0; action < choices; action++) {
            if (allows(action) && (greedy < 0 || of(action) > of(greedy))) {
                greedy = action;
            }
        }
        if (greedy < 0) {
            throw new IllegalArgumentException("A mask allows none of " + choices + " actions after a step that did"
                    + " not end its task, so nothing says what the step is worth. The environment has to allow an"
                    + " action or terminate the episode.");
        }
        return greedy;
    }

    /** The value of an action. */
    double of(int action) {
        return values[offset + action];
    }

    /** The value of the greedy action. */
    double greatest() {
        return of(greedy());
    }

    /**
     * The mean value of an epsilon-greedy choice.
     *
     * @param epsilon probability of one of all allowed actions, each as likely as the next; in [0, 1]
     */
    double expected(double epsilon) {
        double sum = 0;
        int allowed = 0;
        for (int action = 0; action < choices; action++) {
            if (allows(action)) {
                sum += of(action);
                allowed++;
            }
        }
        double greatest = greatest();
        return (1 - epsilon) * greatest + epsilon * sum / allowed;
    }

    private boolean allows(int action) {
        return masks == null || masks[offset + action] != 0;
    }
}
