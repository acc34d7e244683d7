package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.policy.distribution.UnitActions;
import io.millrace.policy.network.Trunk;

/**
 * What the algorithms that improve a policy by the slope of a critic have in common besides how they learn.
 *
 * @param <D> family of distributions that the algorithm acts by
 */
abstract class ControlLearner<D extends UnitActions> extends CriticLearner {

    /** How the run acts. */
    final D actions;

    /** The policy. */
    final Actor actor;

    /**
     * @param name   as settings name the algorithm
     * @param family of distributions that it acts by
     * @throws IllegalArgumentException if the network acts by another, or is not the policy alone
     */
    ControlLearner(String name, String family, Class<D> type, ControlSettings settings, LearningTask task) {
        super(name, acting(name, family, type, task).squashing().unitWidth(), settings, task);
        actions = type.cast(task.distribution());
        actor = new Actor(settings, task);
    }

    private static <D extends UnitActions> D acting(String name, String family, Class<D> type, LearningTask task) {
        if (!type.isInstance(task.distribution())
                || task.shape().trunk() != Trunk.NONE
                || task.shape().parts() != 1) {
            throw new IllegalArgumentException("Algorithm " + name + " acts by " + family
                    + " and has critics of its own, but the network has trunk "
                    + task.shape().trunk() + " and " + task.shape().parts() + " parts and acts by "
                    + task.distribution().getClass().getSimpleName() + ". Set policy.distribution to " + family
                    + ", policy.trunk to none and policy.parts to 1, or leave them out.");
        }
        return type.cast(task.distribution());
    }

    /** {@inheritDoc} That is a small last layer. */
    @Override
    public void begin(float[] parameters) {
        actor.begin(parameters);
    }

    @Override
    void load(float[] parameters) {
        actor.load(parameters);
    }

    @Override
    public Optimizer optimizer() {
        return actor.optimizer();
    }
}
