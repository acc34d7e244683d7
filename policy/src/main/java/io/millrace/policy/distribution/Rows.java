package io.millrace.policy.distribution;

import org.jspecify.annotations.Nullable;

/** What every family asks of a row before it looks at it. */
final class Rows {

    private Rows() {}

    static void requireFinite(float[] outputs, int at, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(outputs[at + i])) {
                throw new IllegalStateException("Network output " + i + " of a row is " + outputs[at + i]
                        + ", from which no action can be drawn. The parameters have diverged: go back to an earlier"
                        + " version and lower the learning rate.");
            }
        }
    }

    static void requireNoMask(String family, byte @Nullable [] mask) {
        if (mask != null) {
            throw new IllegalArgumentException("An action mask was given to " + family
                    + ", which has no separate actions to mask. Only categorical takes masks.");
        }
    }
}
