package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;

/**
 * Where a run stands on its way from chance to its values: epsilon, the one free parameter of its distribution, which
 * travels with the weights.
 */
final class Exploration {

    private final ExplorationSettings settings;
    private final ActionDistribution distribution;
    private final int epsilonAt;
    private final float[] anyValues;
    private long episodes;

    Exploration(ExplorationSettings settings, LearningTask task) {
        this.settings = settings;
        distribution = task.distribution();
        epsilonAt = task.shape().freeOffset();
        anyValues = new float[distribution.outputs()];
    }

    /** Counts the episodes that ended in an update's steps. */
    void passed(UnrollBatch batch) {
        episodes += batch.finals();
    }

    /** Sets epsilon for the weights that have learned from so many environment steps. */
    void set(float[] parameters, long steps) {
        parameters[epsilonAt] = (float) settings.epsilon(steps, episodes);
    }

    /** Epsilon of these weights. */
    double epsilon(float[] parameters) {
        return parameters[epsilonAt];
    }

    /** Mean entropy of these weights' choice over the steps of a batch, in nats. */
    double entropy(UnrollBatch batch, float[] parameters) {
        distribution.useFreeParameters(parameters, epsilonAt);
        // It depends on how many choices are allowed, not on which of them is the greedy one.
        byte[] masks = batch.masks();
        if (masks == null) {
            distribution.wrap(anyValues, 0, null, 0);
            return distribution.entropy();
        }
        double sum = 0;
        for (int row = 0; row < batch.stepRows(); row++) {
            distribution.wrap(anyValues, 0, masks, batch.observationRow(row) * anyValues.length);
            sum += distribution.entropy();
        }
        return sum / batch.stepRows();
    }

    /** Finished episodes so far. */
    long episodes() {
        return episodes;
    }

    /** Goes on from what {@link #episodes} once gave. */
    void restore(long episodes) {
        this.episodes = episodes;
    }
}
