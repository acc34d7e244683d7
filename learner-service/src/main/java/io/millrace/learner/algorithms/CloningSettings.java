package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/**
 * How {@link Cloning} learns.
 *
 * @param learningRate     the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal           whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount         weight of the next step's reward in the returns that the value network is fitted to; in [0, 1]
 * @param epochs           passes over the steps of an update; at least 1
 * @param minibatch        steps behind one gradient step, at most; at least 1
 * @param entropyWeight    of the entropy bonus; not negative
 * @param valueWeight      of the value loss; not negative
 * @param gradientNorm     greatest global norm of a gradient; longer ones are shortened to it; above 0
 * @param optimizer        what turns a gradient into a step
 * @param optimizerEpsilon keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay      how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record CloningSettings(
        double learningRate,
        boolean anneal,
        double discount,
        int epochs,
        int minibatch,
        double entropyWeight,
        double valueWeight,
        double gradientNorm,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements StepSettings {

    public CloningSettings {
        Rule.positive("learning-rate", learningRate, "0.001");
        Rule.fraction("discount", discount, "0.99");
        Rule.require(epochs >= 1, "epochs", epochs, "at least 1", "1");
        Rule.require(minibatch >= 1, "minibatch", minibatch, "at least 1", "256");
        Rule.notNegative("entropy-weight", entropyWeight, "0");
        Rule.notNegative("value-weight", valueWeight, "0.5");
        Rule.positive("gradient-norm", gradientNorm, "10");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
