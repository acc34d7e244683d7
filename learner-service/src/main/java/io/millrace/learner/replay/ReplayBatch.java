package io.millrace.learner.replay;

import io.millrace.learner.experience.UnrollShape;
import org.jspecify.annotations.Nullable;

/**
 * Steps gathered from a {@link ReplayMemory}, row by row, each with what it earned over up to n steps and with the
 * observation from which the rest is to be estimated: the target of a row is
 * {@code reward + discount * value of the next observation}. The arrays are the same all the time, so that a draw
 * allocates nothing; what lies beyond {@link #rows} is left over from earlier.
 *
 * <pre>{@code
 * sampler.draw(random, rows, batch.steps(), batch.weights());
 * memory.gather(batch.steps(), rows, nStep, discount, batch);
 * }</pre>
 *
 * <p>One thread at a time.
 */
public final class ReplayBatch {

    private final UnrollShape shape;
    private final long[] steps;
    private final float[] weights;
    private final float[] observations;
    private final byte[] masks;
    private final float[] sampled;
    private final float[] rewards;
    private final float[] discounts;
    private final float[] nextObservations;
    private final byte[] nextMasks;
    private final float[] nextSampled;
    private final boolean[] nextKnown;
    private int rows;
    private boolean masked;

    /**
     * An empty batch.
     *
     * @param shape    of the unrolls that the steps came in
     * @param mostRows that are ever gathered at once; at least 1
     */
    public ReplayBatch(UnrollShape shape, int mostRows) {
        if (mostRows < 1) {
            throw new IllegalArgumentException("A batch of " + mostRows + " rows holds nothing. Use 1 or more.");
        }
        this.shape = shape;
        steps = new long[mostRows];
        weights = new float[mostRows];
        observations = new float[mostRows * shape.observationSize()];
        masks = new byte[mostRows * shape.choices()];
        sampled = new float[mostRows * shape.sampledWidth()];
        rewards = new float[mostRows];
        discounts = new float[mostRows];
        nextObservations = new float[observations.length];
        nextMasks = new byte[masks.length];
        nextSampled = new float[sampled.length];
        nextKnown = new boolean[mostRows];
    }

    /** Rows gathered last. */
    public int rows() {
        return rows;
    }

    /** Rows that there is room for. */
    public int mostRows() {
        return steps.length;
    }

    /** The ids of the steps, and where a sampler puts those that it draws. */
    public long[] steps() {
        return steps;
    }

    /** What to multiply each row's loss with. Written by a sampler, not by the memory. */
    public float[] weights() {
        return weights;
    }

    /** What each step started from; rows x observation size. */
    public float[] observations() {
        return observations;
    }

    /** Rows x choices, 1 where allowed in {@link #observations}; null where nothing in memory is masked. */
    public byte @Nullable [] masks() {
        return masked ? masks : null;
    }

    /** Actions as the policy drew them; rows x sampled width, indices as floats where discrete. */
    public float[] sampled() {
        return sampled;
    }

    /** Rewards of m steps, each discounted to the first, in the environment's own unit. */
    public float[] rewards() {
        return rewards;
    }

    /**
     * What the value of the next observation counts: the discount to the power of m, the number of steps whose rewards
     * were added up; 0 where the last of them terminated the episode.
     */
    public float[] discounts() {
        return discounts;
    }

    /**
     * The observation after m steps, the true final one where the episode was cut there; rows x observation size. All
     * zeros where the episode terminated, where nothing is to be estimated.
     */
    public float[] nextObservations() {
        return nextObservations;
    }

    /**
     * Rows x choices, 1 where allowed in {@link #nextObservations}; null as {@link #masks}. All ones where the episode
     * terminated.
     */
    public byte @Nullable [] nextMasks() {
        return masked ? nextMasks : null;
    }

    /** The action really taken in the next observation, as {@link #sampled}; zeros where not known. */
    public float[] nextSampled() {
        return nextSampled;
    }

    /**
     * Whether the action really taken in the next observation is known. It is not where the episode ended, since none
     * was taken, and not yet, or never, where memory holds no step that follows.
     */
    public boolean[] nextKnown() {
        return nextKnown;
    }

    UnrollShape shape() {
        return shape;
    }

    /** Begins anew. */
    void begin(long[] chosen, int count, boolean masks) {
        if (count < 0 || count > steps.length || count > chosen.length) {
            throw new IllegalArgumentException(count + " steps were to be gathered from " + chosen.length
                    + " into a batch with room for " + steps.length + ". Make the batch larger.");
        }
        System.arraycopy(chosen, 0, steps, 0, count);
        rows = count;
        masked = masks;
    }
}
