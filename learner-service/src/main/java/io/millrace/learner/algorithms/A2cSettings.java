package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/**
 * How {@link A2c} learns.
 *
 * @param learningRate        the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal              whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount            weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda              mix of one-step (0) and full-return (1) advantages; in [0, 1]
 * @param minibatch           steps behind one gradient step, at most; 0 for all of an update
 * @param entropyWeight       of the entropy bonus, the paper's beta; not negative
 * @param valueWeight         of the value loss; not negative
 * @param gradientNorm        greatest global norm of a gradient; longer ones are shortened to it; above 0
 * @param normaliseAdvantages whether a minibatch's advantages are brought to mean 0 and deviation 1
 * @param normaliseValues     whether the value network predicts targets brought to mean 0 and deviation 1
 * @param optimizer           what turns a gradient into a step
 * @param optimizerEpsilon    keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay         how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record A2cSettings(
        double learningRate,
        boolean anneal,
        double discount,
        double lambda,
        int minibatch,
        double entropyWeight,
        double valueWeight,
        double gradientNorm,
        boolean normaliseAdvantages,
        boolean normaliseValues,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements StepSettings {

    public A2cSettings {
        Rule.positive("learning-rate", learningRate, "0.0007");
        Rule.fraction("discount", discount, "0.99");
        Rule.fraction("lambda", lambda, "1");
        Rule.require(minibatch >= 0, "minibatch", minibatch, "at least 1, or 0 for all", "256");
        Rule.notNegative("entropy-weight", entropyWeight, "0.01");
        Rule.notNegative("value-weight", valueWeight, "0.5");
        Rule.positive("gradient-norm", gradientNorm, "0.5");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
