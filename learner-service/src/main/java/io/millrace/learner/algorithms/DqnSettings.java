package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;

/**
 * How {@link Dqn} and {@link DoubleDqn} learn.
 *
 * @param learningRate     the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal           whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount         weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param replay           how much is remembered, and how steps are drawn from it
 * @param batch            steps behind one gradient step; at least 1
 * @param samplesPerInsert how often a step is drawn on average; not negative
 * @param learningStarts   environment steps that are only remembered, before the first gradient step; not negative
 * @param nStep            rewards in a target before the value beyond them counts; at least 1
 * @param target           how the target network follows
 * @param loss             how much an error counts
 * @param gradientNorm     greatest global norm of a gradient; longer ones are shortened to it; 0 for no limit
 * @param exploration      how often an action is drawn at random
 * @param optimizer        what turns a gradient into a step
 * @param optimizerEpsilon keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay      how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record DqnSettings(
        double learningRate,
        boolean anneal,
        double discount,
        ReplaySettings replay,
        int batch,
        double samplesPerInsert,
        long learningStarts,
        int nStep,
        TargetSettings target,
        TdLoss loss,
        double gradientNorm,
        ExplorationSettings exploration,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements DrawnValueSettings {

    public DqnSettings {
        ValueSettings.require(learningRate, discount, batch, nStep, gradientNorm);
        DrawSettings.require(discount, batch, samplesPerInsert, learningStarts, nStep);
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
