package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import java.util.List;

/**
 * How {@link Ddpg} learns.
 *
 * @param actorLearningRate  step size of the policy's optimizer, at the beginning if annealed; above 0
 * @param criticLearningRate step size of the critic's optimizer, likewise
 * @param anneal             whether these learning rates fall linearly to 0 at the run's step limit
 * @param discount           weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param replay             how much is remembered, and how steps are drawn from it
 * @param batch              steps behind one gradient step; at least 1
 * @param samplesPerInsert   how often a step is drawn on average; not negative
 * @param learningStarts     environment steps that are only remembered, before the first gradient step; not negative
 * @param nStep              rewards in a target before the value beyond them counts; at least 1
 * @param criticHidden       units of each hidden layer of the critic; empty for those of the policy
 * @param tau                share of the way that a target network goes towards its network after each gradient step;
 *     in (0, 1]
 * @param exploration        deviation of the noise around actions, in unit coordinates, in which a box reaches from -1 to
 *     1 and the shares of a simplex from 0 to 1
 * @param gradientNorm       greatest global norm of each network's gradient; longer ones are shortened to it; 0 for no
 *     limit
 * @param optimizer          what turns a gradient into a step
 * @param optimizerEpsilon   keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay        how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record DdpgSettings(
        double actorLearningRate,
        double criticLearningRate,
        boolean anneal,
        double discount,
        ReplaySettings replay,
        int batch,
        double samplesPerInsert,
        long learningStarts,
        int nStep,
        List<Integer> criticHidden,
        double tau,
        ExplorationSettings exploration,
        double gradientNorm,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements ControlSettings {

    public DdpgSettings {
        criticHidden = List.copyOf(criticHidden);
        DrawSettings.require(discount, batch, samplesPerInsert, learningStarts, nStep);
        ControlSettings.require(actorLearningRate, criticLearningRate, tau, criticHidden, gradientNorm);
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
