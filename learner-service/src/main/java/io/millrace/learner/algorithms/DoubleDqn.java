package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.replay.ReplayBatch;

/**
 * Deep Q-learning whose targets take the action that the learning network finds best at the value that the target
 * network gives it: the greatest of many uncertain values is too great, one that another network chose is not. Else
 * it is {@link Dqn}. {@code docs/algorithms/double-dqn.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1509.06461">van Hasselt, Guez and Silver 2016, section "Double DQN"</a>
 */
public sealed class DoubleDqn extends Dqn permits Cql {

    private static final float[] NO_VALUES = {};

    private final Engine online;
    private final float[] onlineOutputs;
    private final ActionValues beyond;

    /** At its beginning. */
    public DoubleDqn(DqnSettings settings, LearningTask task) {
        this("double-dqn", settings, task);
    }

    /** @param name as settings name the algorithm */
    DoubleDqn(String name, DrawnValueSettings settings, LearningTask task) {
        super(name, settings, task);
        online = task.engine();
        onlineOutputs = new float[settings.batch() * task.shape().policyOutputs()];
        beyond = new ActionValues(task.shape().policyOutputs());
    }

    @Override
    final void aim(ReplayBatch drawn, double[] targets) {
        online.forward(drawn.nextObservations(), drawn.rows(), onlineOutputs, NO_VALUES);
        float[] targetValues = target.values();
        for (int row = 0; row < drawn.rows(); row++) {
            double discount = drawn.discounts()[row];
            double next = 0;
            if (discount != 0) {
                int best = beyond.at(onlineOutputs, drawn.nextMasks(), row).greedy();
                next = beyond.at(targetValues, null, row).of(best);
            }
            targets[row] = drawn.rewards()[row] + discount * next;
        }
    }
}
