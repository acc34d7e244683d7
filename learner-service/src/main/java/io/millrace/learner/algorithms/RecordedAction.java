package io.millrace.learner.algorithms;

import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Categorical;

/**
 * How a critic is shown an action that somebody took: a choice as a 1 in its own place among zeros, anything else as the
 * environment received it, in its own unit.
 */
final class RecordedAction {

    private final ActionDistribution distribution;
    private final boolean choice;
    private final int width;

    RecordedAction(ActionDistribution distribution) {
        this.distribution = distribution;
        choice = distribution instanceof Categorical;
        width = choice ? distribution.outputs() : distribution.actionWidth();
    }

    /** Numbers that it takes. */
    int width() {
        return width;
    }

    /** Puts a sampled action into a critic's row, from {@code rowAt} on. */
    void put(float[] sampled, int at, float[] row, int rowAt) {
        if (choice) {
            for (int i = 0; i < width; i++) {
                row[rowAt + i] = i == (int) sampled[at] ? 1 : 0;
            }
        } else {
            distribution.toAction(sampled, at, row, rowAt);
        }
    }
}
