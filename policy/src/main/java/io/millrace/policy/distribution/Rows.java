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

    /** The other distribution as one of this family, which a divergence leads to. */
    static <D extends NaturalDistribution> D requireAlike(D self, Class<D> family, NaturalDistribution other) {
        if (!family.isInstance(other) || other.outputs() != self.outputs()) {
            throw new IllegalArgumentException("A divergence from " + family.getSimpleName() + " of " + self.outputs()
                    + " outputs to " + other.getClass().getSimpleName() + " of " + other.outputs()
                    + " is not known exactly. Make the other one with another().");
        }
        return family.cast(other);
    }

    static void requireNoMask(String family, byte @Nullable [] mask) {
        if (mask != null) {
            throw new IllegalArgumentException("An action mask was given to " + family
                    + ", which has no separate actions to mask. Only categorical takes masks.");
        }
    }
}
