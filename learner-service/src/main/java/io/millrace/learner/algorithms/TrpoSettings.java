package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/**
 * How {@link Trpo} learns. What is about gradient steps is about those of the value network alone.
 *
 * @param discount            weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda              mix of one-step (0) and full-return (1) advantages; in [0, 1]
 * @param normaliseAdvantages whether an update's advantages are brought to mean 0 and deviation 1
 * @param klLimit             how far the policy may move in an update, as the mean divergence in nats, the paper's
 *     delta; above 0
 * @param damping             added to the Fisher matrix's diagonal; not negative
 * @param conjugateIterations products with the Fisher matrix in an update, at most; at least 1
 * @param residualTolerance   no further product where the residual is no more than this share of the gradient; in
 *     [0, 1)
 * @param fisherEvery         the Fisher matrix is that of the first of every so many steps; at least 1
 * @param lineSearchTries     points looked at along a step, at most; at least 1
 * @param lineSearchShrink    each point's share of the step over the one before; in (0, 1)
 * @param normaliseValues     whether the value network predicts targets brought to mean 0 and deviation 1
 * @param valueEpochs         the value network's passes over the steps of an update; at least 1
 * @param minibatch           steps behind one gradient step, at most; at least 1
 * @param learningRate        the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal              whether the learning rate falls linearly to 0 at the run's step limit
 * @param gradientNorm        greatest norm of a gradient; longer ones are shortened to it; above 0
 * @param optimizer           what turns a gradient into a step
 * @param optimizerEpsilon    keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay         how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record TrpoSettings(
        double discount,
        double lambda,
        boolean normaliseAdvantages,
        double klLimit,
        double damping,
        int conjugateIterations,
        double residualTolerance,
        int fisherEvery,
        int lineSearchTries,
        double lineSearchShrink,
        boolean normaliseValues,
        int valueEpochs,
        int minibatch,
        double learningRate,
        boolean anneal,
        double gradientNorm,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements StepSettings {

    public TrpoSettings {
        Rule.fraction("discount", discount, "0.99");
        Rule.fraction("lambda", lambda, "0.95");
        Rule.positive("kl-limit", klLimit, "0.01");
        Rule.notNegative("damping", damping, "0.1");
        Rule.require(conjugateIterations >= 1, "conjugate-iterations", conjugateIterations, "at least 1", "15");
        Rule.require(
                residualTolerance >= 0 && residualTolerance < 1,
                "residual-tolerance",
                residualTolerance,
                "from 0 on and below 1",
                "0.001");
        Rule.require(fisherEvery >= 1, "fisher-every", fisherEvery, "at least 1", "1");
        Rule.require(lineSearchTries >= 1, "line-search-tries", lineSearchTries, "at least 1", "10");
        Rule.require(
                lineSearchShrink > 0 && lineSearchShrink < 1,
                "line-search-shrink",
                lineSearchShrink,
                "above 0 and below 1",
                "0.8");
        Rule.require(valueEpochs >= 1, "value-epochs", valueEpochs, "at least 1", "10");
        Rule.require(minibatch >= 1, "minibatch", minibatch, "at least 1", "128");
        Rule.positive("learning-rate", learningRate, "0.001");
        Rule.positive("gradient-norm", gradientNorm, "0.5");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
