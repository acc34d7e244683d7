package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayMemory;

/**
 * How {@link Sarsa} learns.
 *
 * @param learningRate     the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal           whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount         weight of the next step's reward, gamma; in [0, 1]
 * @param capacity         environment steps that are kept until the action taken next is known: those of two
 *     updates, or of as many as n-step reaches over; at least 1
 * @param batch            steps behind one gradient step, at most; at least 1
 * @param nStep            rewards in a target before the value beyond them counts; at least 1
 * @param target           how the target network follows
 * @param loss             how much an error counts
 * @param gradientNorm     greatest global norm of a gradient; longer ones are shortened to it; 0 for no limit
 * @param exploration      how often an action is drawn at random
 * @param optimizer        what turns a gradient into a step
 * @param optimizerEpsilon keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay      how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record SarsaSettings(
        double learningRate,
        boolean anneal,
        double discount,
        int capacity,
        int batch,
        int nStep,
        TargetSettings target,
        TdLoss loss,
        double gradientNorm,
        ExplorationSettings exploration,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements ValueSettings {

    /** What a user sets the capacity with. */
    static final String CAPACITY = "algorithm.capacity";

    public SarsaSettings {
        ValueSettings.require(learningRate, discount, batch, nStep, gradientNorm);
        Rule.require(capacity >= 1, "capacity", capacity, "at least 1", "4096");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }

    /** {@inheritDoc} What waits for its next action has to be in memory still when it is learned from. */
    @Override
    public void requireRoom(UnrollShape shape, int unrolls) {
        ReplayMemory.requireFitting(shape, capacity, CAPACITY);
        int updates = 1 + StepsInOrder.updatesToWait(nStep, shape);
        long steps = (long) unrolls * shape.stepRows();
        long least = updates * steps;
        if (capacity < least) {
            throw new IllegalArgumentException(CAPACITY + " is " + capacity + ", but the steps of " + updates
                    + " updates have to be kept until the action taken next is known, and one has " + steps
                    + ". Set it to at least " + least + ".");
        }
    }
}
