package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import java.util.List;

/**
 * How {@link Sac} learns.
 *
 * @param actorLearningRate  step size of the policy's optimizer, at the beginning if annealed; above 0
 * @param criticLearningRate step size of each critic's optimizer, likewise
 * @param anneal             whether these learning rates fall linearly to 0 at the run's step limit
 * @param discount           weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param replay             how much is remembered, and how steps are drawn from it
 * @param batch              steps behind one gradient step; at least 1
 * @param samplesPerInsert   how often a step is drawn on average; not negative
 * @param learningStarts     environment steps that are only remembered, before the first gradient step; not negative
 * @param nStep              rewards in a target before the value beyond them counts; at least 1. The entropy of the
 *     steps in between has no part in it
 * @param criticHidden       units of each hidden layer of a critic; empty for those of the policy
 * @param tau                share of the way that a target network goes towards its critic when it follows; in (0, 1]
 * @param policyDelay        gradient steps of the critics from one of the policy to the next; at least 1
 * @param targetDelay        gradient steps of the critics from one time that the target networks follow to the next; at
 *     least 1
 * @param temperature        how much entropy is worth
 * @param gradientNorm       greatest global norm of each network's gradient; longer ones are shortened to it; 0 for no
 *     limit
 * @param optimizer          what turns a gradient into a step; of the temperature always Adam
 * @param optimizerEpsilon   keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay        how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record SacSettings(
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
        int policyDelay,
        int targetDelay,
        Temperature temperature,
        double gradientNorm,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements ControlSettings {

    public SacSettings {
        criticHidden = List.copyOf(criticHidden);
        DrawSettings.require(discount, batch, samplesPerInsert, learningStarts, nStep);
        ControlSettings.require(actorLearningRate, criticLearningRate, tau, criticHidden, gradientNorm);
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
        Rule.require(policyDelay >= 1, "policy-delay", policyDelay, "at least 1", "2");
        Rule.require(targetDelay >= 1, "target-delay", targetDelay, "at least 1", "2");
    }

    /**
     * What a nat of entropy is worth, in the rewards' unit: the paper's alpha.
     *
     * @param initial       at the beginning; above 0
     * @param learned       whether it moves so that the entropy comes to its target
     * @param targetEntropy nats for each degree of freedom of an action in unit coordinates: the numbers of a box, the
     *     shares of a simplex less one; finite; looked at if learned
     * @param learningRate  of the temperature's logarithm; above 0; looked at if learned
     */
    public record Temperature(double initial, boolean learned, double targetEntropy, double learningRate) {
        public Temperature {
            Rule.positive("temperature.initial", initial, "1.0");
            Rule.require(
                    Double.isFinite(targetEntropy),
                    "temperature.target-entropy",
                    targetEntropy,
                    "a number of nats for each degree of freedom of an action",
                    "-1.0");
            Rule.positive("temperature.learning-rate", learningRate, "0.0003");
        }
    }
}
