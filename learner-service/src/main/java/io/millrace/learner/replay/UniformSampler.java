package io.millrace.learner.replay;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws each step as often as any other; all weights are 1. */
public final class UniformSampler implements Sampler {

    private final StepRange range;

    /** @param capacity steps that the memory holds at most: {@link ReplayMemory#capacity} */
    public UniformSampler(int capacity) {
        range = new StepRange(capacity);
    }

    @Override
    public void inserted(long from, long to) {
        range.append(from, to);
    }

    @Override
    public void draw(RandomGenerator random, int rows, long[] steps, float[] weights) {
        range.requireSome();
        for (int i = 0; i < rows; i++) {
            // Our own, since a replay must draw the same on every Java version. Off an even chance by 2^-32 at most.
            steps[i] = range.oldest() + (((random.nextLong() >>> 32) * range.size()) >>> 32);
        }
        Arrays.fill(weights, 0, rows, 1);
    }

    @Override
    public void update(long[] steps, int rows, float[] absoluteErrors) {}

    @Override
    public void beta(double beta) {}

    @Override
    public float[] state() {
        return new float[0];
    }

    @Override
    public void restore(float[] state) {
        if (state.length > 0) {
            throw new IllegalArgumentException("The checkpoint holds " + state.length
                    + " priorities, but this run draws steps evenly. Set algorithm.replay.kind to prioritised, as it was"
                    + " when the checkpoint was written.");
        }
    }
}
