package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/**
 * How {@link Reinforce} learns.
 *
 * @param learningRate        the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal              whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount            weight of the next step's reward; in [0, 1]
 * @param baseline            whether the value network learns the returns and is subtracted from them; without, it
 *     stays as it was made
 * @param bootstrapTruncated  whether the value of a truncated episode's final observation counts for what the episode
 *     could still have earned; otherwise that counts as nothing. Only with a baseline
 * @param entropyWeight       of the entropy bonus; not negative
 * @param valueWeight         of the baseline's loss; not negative
 * @param gradientNorm        greatest global norm of a gradient; longer ones are shortened to it; above 0
 * @param normaliseAdvantages whether an update's returns, less their baseline, are brought to mean 0 and deviation 1
 * @param normaliseValues     whether the baseline predicts returns brought to mean 0 and deviation 1
 * @param optimizer           what turns a gradient into a step
 * @param optimizerEpsilon    keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay         how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record ReinforceSettings(
        double learningRate,
        boolean anneal,
        double discount,
        boolean baseline,
        boolean bootstrapTruncated,
        double entropyWeight,
        double valueWeight,
        double gradientNorm,
        boolean normaliseAdvantages,
        boolean normaliseValues,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay) {

    public ReinforceSettings {
        Rule.positive("learning-rate", learningRate, "0.001");
        Rule.fraction("discount", discount, "0.99");
        Rule.require(
                baseline || !bootstrapTruncated,
                "bootstrap-truncated",
                bootstrapTruncated,
                "false unless algorithm.baseline is true: without a baseline nobody learns what the final observation"
                        + " is worth",
                "false");
        Rule.notNegative("entropy-weight", entropyWeight, "0.01");
        Rule.notNegative("value-weight", valueWeight, "0.5");
        Rule.positive("gradient-norm", gradientNorm, "0.5");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
