package io.millrace.learner.replay;

import java.util.random.RandomGenerator;

/**
 * Chooses which steps of a {@link ReplayMemory} are learned from next. It knows the ids of the steps and nothing
 * else of them; what has been evicted is never drawn. The same calls give the same draws, and so does a sampler that
 * was told of the same steps and goes on from the other's {@link #state}. Steps are named by the ids that the memory
 * gave them. One thread at a time; nothing is allocated after construction but by {@link #state}.
 */
public sealed interface Sampler permits UniformSampler, PrioritisedSampler {

    /**
     * Is told that the memory took in steps.
     *
     * @param from the first of them; where steps were inserted before, the one that follows the last of those
     * @param to   one beyond the last of them
     * @throws IllegalArgumentException if the steps do not follow those inserted before
     */
    void inserted(long from, long to);

    /**
     * Draws steps, with replacement.
     *
     * @param random  all the chance of it
     * @param rows    how many; at least 1
     * @param steps   receives the ids; at least that long
     * @param weights receives for each what to multiply its loss with, above 0 and at most 1; at least that long
     * @throws IllegalStateException if nothing was inserted yet
     */
    void draw(RandomGenerator random, int rows, long[] steps, float[] weights);

    /**
     * Is told how badly steps were predicted. Of a step that is named more than once, the last error counts; one that
     * was evicted since it was drawn is passed over.
     *
     * @param absoluteErrors for each step, in the rewards' unit
     * @throws IllegalArgumentException if an error is negative, infinite or no number, or a step was never inserted;
     *     the message names the step and the value
     */
    void update(long[] steps, int rows, float[] absoluteErrors);

    /**
     * Sets how far weights make up for draws that are not even, for the draws to come; of no effect where they are.
     *
     * @param beta the paper's beta; in [0, 1]
     */
    void beta(double beta);

    /** What goes into a checkpoint, newly allocated: nothing, or one number for each step held and one more. */
    float[] state();

    /**
     * Goes on from what {@link #state} once gave. Called after {@link #inserted} was told of the same steps.
     *
     * @throws IllegalArgumentException if it belongs to another sampler or to other steps
     */
    void restore(float[] state);
}
