package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.Map;

/**
 * A rule that turns experience into new parameters. An update depends on the settings, the seed, the
 * parameters, the optimizer, the numbers of {@link #state} and what is passed to it, and on nothing
 * else: the same of these give the same bits. One thread at a time.
 */
public interface Algorithm {

    /**
     * Learns once from a batch.
     *
     * @param batch      at least one step
     * @param parameters flat vector of the run's network; changed in place
     * @param context    where in the run this update stands
     * @throws DivergedException if a loss or a gradient is no finite number. That one has not touched
     *     the parameters, but earlier steps of the same update have: go back to a checkpoint
     * @throws IllegalArgumentException if the batch or the parameters do not belong to the run's network
     */
    UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context);

    /** The numbers carried from update to update, by name; the optimizer's are not among them. */
    Map<String, Double> state();

    /**
     * Goes on from what {@link #state} once gave.
     *
     * @throws IllegalArgumentException if the names are not this algorithm's
     */
    void restore(Map<String, Double> state);

    /** What turns the gradients of this algorithm into steps; its arrays belong into the checkpoint too. */
    Optimizer optimizer();
}
