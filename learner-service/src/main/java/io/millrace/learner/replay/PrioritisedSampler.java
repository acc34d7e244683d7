package io.millrace.learner.replay;

import java.util.random.RandomGenerator;

/**
 * Draws steps in proportion to a power of their last error: {@code P = p^alpha / sum of p^alpha}, where p is the
 * absolute error, but at least {@link #LEAST_PRIORITY}. A step that is new has the greatest priority so far, before
 * there is any 1. Draws are stratified: the priorities are laid end to end and cut into as many equal parts as there
 * are rows, and one point is drawn in each part.
 *
 * <p>The loss of each drawn step is weighted by {@code (N P)^-beta}, divided by the greatest such weight of the batch.
 * N cancels out.
 *
 * @see <a href="https://arxiv.org/abs/1511.05952">Schaul et al. 2016, equations 1 and 2, and section 3.4</a>
 */
public final class PrioritisedSampler implements Sampler {

    /** What a smaller error counts as, in the rewards' unit, so that no step is lost for ever. */
    public static final float LEAST_PRIORITY = 1e-6f;

    private final StepRange range;
    private final double alpha;
    private double beta;

    /** By position: priorities to the power of alpha. */
    private final SumTree powers;

    private float greatest = 1;

    /**
     * @param capacity steps that the memory holds at most: {@link ReplayMemory#capacity}
     * @param alpha    from evenly (0) to in proportion to the error (1)
     * @param beta     until {@link #beta} sets another; in [0, 1]
     * @throws IllegalArgumentException if alpha or beta lies beyond
     */
    public PrioritisedSampler(int capacity, double alpha, double beta) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("Alpha is " + alpha + ". It lies between 0 and 1.");
        }
        range = new StepRange(capacity);
        powers = new SumTree(capacity);
        this.alpha = alpha;
        beta(beta);
    }

    /** What a sampler of such a memory takes, array headers apart: 5 to 6 bytes a step. */
    public static long bytes(int capacity) {
        return SumTree.bytes(capacity);
    }

    @Override
    public void inserted(long from, long to) {
        range.append(from, to);
        long first = Math.max(from, range.oldest());
        if (first < to) {
            int at = range.position(first);
            int count = (int) (to - first);
            int untilWrap = Math.min(count, range.capacity() - at);
            powers.fill(at, at + untilWrap, greatest);
            powers.fill(0, count - untilWrap, greatest);
        }
    }

    @Override
    public void draw(RandomGenerator random, int rows, long[] steps, float[] weights) {
        range.requireSome();
        double part = powers.total() / rows;
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < rows; i++) {
            int position = powers.find((i + fraction(random)) * part);
            steps[i] = stepAt(position);
            weights[i] = powers.get(position);
            least = Math.min(least, weights[i]);
        }
        for (int i = 0; i < rows; i++) {
            // The step least likely to be drawn has the greatest weight; the sum that makes powers chances cancels out.
            weights[i] = (float) power((double) least / weights[i], beta);
        }
    }

    @Override
    public void update(long[] steps, int rows, float[] absoluteErrors) {
        for (int i = 0; i < rows; i++) {
            requireError(steps[i], absoluteErrors[i]);
        }
        for (int i = 0; i < rows; i++) {
            if (steps[i] >= range.oldest()) {
                float power = (float) power(Math.max(absoluteErrors[i], LEAST_PRIORITY), alpha);
                powers.set(range.position(steps[i]), power);
                greatest = Math.max(greatest, power);
            }
        }
    }

    @Override
    public void beta(double beta) {
        if (!(beta >= 0 && beta <= 1)) {
            throw new IllegalArgumentException("Beta is " + beta + ". It lies between 0 and 1.");
        }
        this.beta = beta;
    }

    /**
     * The chance that a draw is this step, over all draws.
     *
     * @throws IllegalArgumentException if the step is not in memory
     */
    public double probability(long step) {
        range.requireHeld(step);
        return powers.get(range.position(step)) / powers.total();
    }

    /** The greatest power so far, then the power of each step from the oldest on. */
    @Override
    public float[] state() {
        float[] state = new float[range.size() + 1];
        state[0] = greatest;
        for (int i = 1; i < state.length; i++) {
            state[i] = powers.get(range.position(range.oldest() + i - 1));
        }
        return state;
    }

    @Override
    public void restore(float[] state) {
        if (state.length != range.size() + 1) {
            throw new IllegalArgumentException("The checkpoint holds " + (state.length - 1) + " priorities, but "
                    + range.size() + " steps are in memory: they belong to different runs or settings of"
                    + " algorithm.replay. Take the settings back that the checkpoint was written with.");
        }
        for (int i = 0; i < state.length; i++) {
            if (!(state[i] > 0 && state[i] < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Number " + i + " of the checkpoint's priorities is " + state[i]
                        + ", but each is finite and above 0. Go back to an older checkpoint.");
            }
        }
        greatest = state[0];
        if (range.size() > 0) {
            int at = range.position(range.oldest());
            int untilWrap = Math.min(range.size(), range.capacity() - at);
            powers.copy(state, 1, at, untilWrap);
            powers.copy(state, 1 + untilWrap, 0, range.size() - untilWrap);
        }
    }

    private long stepAt(int position) {
        int beyondOldest = position - range.position(range.oldest());
        return range.oldest() + (beyondOldest < 0 ? beyondOldest + range.capacity() : beyondOldest);
    }

    private void requireError(long step, float error) {
        if (!(error >= 0 && error < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The absolute error of step " + step + " is " + error
                    + ", and no priority can be made of it. Errors are finite and not negative: look for what is out of"
                    + " range in rewards or learning rate.");
        }
        if (step >= range.end()) {
            range.requireHeld(step);
        }
    }

    /** Strict, to be the same on every machine; not the library's strict pow, which makes arrays on Java 17. */
    private static double power(double base, double exponent) {
        return StrictMath.exp(exponent * StrictMath.log(base));
    }

    /** In [0, 1). Our own, since a replay must draw the same on every Java version. */
    private static double fraction(RandomGenerator random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }
}
