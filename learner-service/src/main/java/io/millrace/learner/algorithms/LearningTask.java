package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.PartsEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What an algorithm is given to learn with.
 *
 * @param shape        of the policy network and the value network
 * @param distribution over the actions, given the policy network's outputs; used by the algorithm alone
 * @param engine       for networks of that shape; used by the algorithm alone, closed by who made it
 * @param engines      makes further engines of the same kind, for networks of the algorithm's own, which the
 *     algorithm closes
 * @param seed         of all the algorithm's chance
 * @param stepLimit    environment steps after which the run ends; at least 1
 * @param nanoTime     measures how long things take, as {@link System#nanoTime} does; no result depends on it
 * @param waits        is told how long updates waited for their stages
 */
public record LearningTask(
        NetworkShape shape,
        ActionDistribution distribution,
        Engine engine,
        Function<NetworkShape, Engine> engines,
        long seed,
        long stepLimit,
        LongSupplier nanoTime,
        StageWaits waits) {

    public LearningTask {
        if (shape.policyOutputs() != distribution.outputs()
                || shape.freeParameters() != distribution.freeParameters()) {
            throw new IllegalArgumentException("The network has " + shape.policyOutputs() + " policy outputs and "
                    + shape.freeParameters() + " free parameters, but its action distribution reads "
                    + distribution.outputs() + " and " + distribution.freeParameters()
                    + ". Build the network's shape from the distribution.");
        }
        if (engine.parameterCount() != shape.freeOffset()) {
            throw new IllegalArgumentException("The engine computes networks of " + engine.parameterCount()
                    + " parameters, but this network has " + shape.freeOffset() + ". Make the engine for its shape.");
        }
        if (stepLimit < 1) {
            throw new IllegalArgumentException(
                    "The run ends after " + stepLimit + " steps. Let it run for at least 1, such as 100000.");
        }
    }

    /** On the kernel, without a clock: nobody is told how long updates wait. */
    public LearningTask(NetworkShape shape, ActionDistribution distribution, Engine engine, long seed, long stepLimit) {
        this(
                shape,
                distribution,
                engine,
                own -> PartsEngine.over(own, KernelEngine::new),
                seed,
                stepLimit,
                () -> 0,
                StageWaits.UNHEARD);
    }

    /**
     * Refuses what does not belong to this run's network.
     *
     * @throws IllegalArgumentException if the batch is empty, or of other observations or actions than the
     *     network's, or the parameters are more or fewer than the network has
     */
    void requireFitting(UnrollBatch batch, float[] parameters) {
        if (batch.stepRows() == 0) {
            throw new IllegalArgumentException("The batch is empty: there is nothing to learn from. Wait for unrolls.");
        }
        if (batch.shape().observationSize() != shape.observationSize()
                || batch.shape().sampledWidth() != distribution.sampledWidth()
                || parameters.length != shape.parameterCount()) {
            throw new IllegalArgumentException("A batch with observations of "
                    + batch.shape().observationSize() + " and sampled actions of "
                    + batch.shape().sampledWidth() + " numbers and " + parameters.length
                    + " parameters do not fit a network that takes observations of "
                    + shape.observationSize() + ", draws actions of "
                    + distribution.sampledWidth() + " numbers and has "
                    + shape.parameterCount() + " parameters. Take all of them from the same run.");
        }
    }
}
