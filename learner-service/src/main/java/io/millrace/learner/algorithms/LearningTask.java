package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;

/**
 * What an algorithm is given to learn with.
 *
 * @param shape        of the policy network and the value network
 * @param distribution over the actions, given the policy network's outputs; used by the algorithm alone
 * @param engine       for networks of that shape; used by the algorithm alone, closed by who made it
 * @param seed         of all the algorithm's chance
 * @param stepLimit    environment steps after which the run ends; at least 1
 */
public record LearningTask(
        NetworkShape shape, ActionDistribution distribution, Engine engine, long seed, long stepLimit) {
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
}
