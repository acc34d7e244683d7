package io.millrace.policy.normalisation;

import java.util.Arrays;

/**
 * Brings each number of an observation to about mean 0 and deviation 1: {@code (x - mean) / deviation} in float32,
 * clipped to {@link #LIMIT}. Who acts and who learns both use this class, so that the network sees the same bits.
 * Nothing is allocated once made. One thread at a time.
 */
public final class ObservationScale {

    /** The greatest size of a scaled number. */
    public static final float LIMIT = 10;

    private final float[] means;
    private final float[] deviations;

    /** Means 0 and deviations 1. */
    public ObservationScale(int observationSize) {
        means = new float[observationSize];
        deviations = new float[observationSize];
        Arrays.fill(deviations, 1);
    }

    /**
     * Takes over the means, finite, and the deviations, above 0, that lie in {@code statistics} one after the other.
     *
     * @param from where the means begin
     */
    public void load(float[] statistics, int from) {
        System.arraycopy(statistics, from, means, 0, means.length);
        System.arraycopy(statistics, from + means.length, deviations, 0, means.length);
    }

    /** Scales the first {@code rows} observations into the same places of {@code into}, which may be the same array. */
    public void apply(float[] observations, int rows, float[] into) {
        int size = means.length;
        for (int row = 0; row < rows; row++) {
            int at = row * size;
            for (int i = 0; i < size; i++) {
                into[at + i] = clip((observations[at + i] - means[i]) / deviations[i]);
            }
        }
    }

    private static float clip(float scaled) {
        return Math.max(-LIMIT, Math.min(LIMIT, scaled));
    }
}
