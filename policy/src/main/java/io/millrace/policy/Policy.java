package io.millrace.policy;

import io.millrace.policy.random.CounterRandom;
import org.jspecify.annotations.Nullable;

/**
 * Observations in, actions out. First {@link #load}, then for each batch {@link #forward} once and
 * {@link #draw} or {@link #greedy} for its rows: the rows of several lanes may ride in one forward pass,
 * and each lane's rows are then drawn on their own. What a lane does depends on the parameters, its own
 * rows, their masks and their place (seed, lane, tick, environment) alone, to the bit, and not on the
 * batch.
 *
 * <p>Results lie in arrays that this object owns, row after row of the forward pass. Not safe for use
 * by several threads. Arrays grow with the largest batch seen.
 */
public interface Policy {

    /**
     * Acts with these parameters from now on. They are copied; refused ones leave the policy as it was.
     *
     * @param parameters the flat vector of the policy's layout
     * @throws IllegalArgumentException if the length is not the layout's or a number is not finite
     */
    void load(float[] parameters);

    /**
     * Takes in a batch.
     *
     * @param observations rows x observation size; not written to before the last draw from it
     * @param rows         how many rows count; not negative
     */
    void forward(float[] observations, int rows);

    /**
     * Draws the actions of one lane at one tick, for some rows of the last {@link #forward}. Row
     * {@code firstRow + e} is the lane's environment e.
     *
     * @param random   of the run's seed
     * @param firstRow row of the lane's environment 0
     * @param count    environments of the lane; at least 1
     * @param mask     count x choices, 1 where an action is allowed; null where all are
     * @return mean entropy of these rows' distributions, in nats
     * @throws IllegalStateException if a row's mask allows nothing or what was computed for it is not finite
     */
    double draw(CounterRandom random, long lane, long tick, int firstRow, int count, byte @Nullable [] mask);

    /** Chooses the greedy action instead of a drawn one; otherwise as {@link #draw}. */
    double greedy(int firstRow, int count, byte @Nullable [] mask);

    /** Actions as they were sampled: rows x sampled width. Overwritten by the next batch, and moved when one is larger. */
    float[] sampled();

    /** What the environments receive: rows x action width. Overwritten as {@link #sampled}. */
    float[] actions();

    /** Log-probability of what was sampled: one per row, in nats. Overwritten as {@link #sampled}. */
    float[] logProbabilities();

    /** Numbers in one sampled action. */
    int sampledWidth();

    /** Numbers in one action as the environment receives it. */
    int actionWidth();

    /** Whether the sampled action is what the environment receives. */
    boolean sampledIsAction();
}
