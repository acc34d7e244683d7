package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.policy.distribution.FactoredDistribution;

/**
 * How {@link Ppo} learns.
 *
 * @param learningRate        the optimizer's step size, at the beginning if annealed; above 0
 * @param anneal              whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount            weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda              mix of one-step (0) and full-return (1) advantages; in [0, 1]
 * @param clip                how far a ratio may leave 1 and still be rewarded, the paper's epsilon; in (0, 1)
 * @param ratio               what of an action has a ratio
 * @param epochs              passes over the steps of an update; at least 1
 * @param minibatch           steps behind one gradient step, at most; at least 1
 * @param entropyWeight       of the entropy bonus; not negative
 * @param valueWeight         of the value loss; not negative
 * @param valueClip           how far a value may move from the old one and still be rewarded, in the
 *     network's own unit; 0 for no limit
 * @param gradientNorm        greatest global norm of a gradient; longer ones are shortened to it; above 0
 * @param normaliseAdvantages whether a minibatch's advantages are brought to mean 0 and deviation 1
 * @param normaliseValues     whether the value network predicts targets brought to mean 0 and deviation 1
 * @param targetKl            no further epoch once one moved the policy this far, in nats; 0 for no limit
 * @param optimizer           what turns a gradient into a step
 * @param optimizerEpsilon    keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay         how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record PpoSettings(
        double learningRate,
        boolean anneal,
        double discount,
        double lambda,
        double clip,
        Ratio ratio,
        int epochs,
        int minibatch,
        double entropyWeight,
        double valueWeight,
        double valueClip,
        double gradientNorm,
        boolean normaliseAdvantages,
        boolean normaliseValues,
        double targetKl,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements StepSettings {

    /** What of an action has a ratio of its own probability to the old one. */
    public enum Ratio {
        /** The whole action has one. */
        JOINT,
        /** Each factor of the action has one; for {@link FactoredDistribution} in lock-step. */
        FACTOR
    }

    public PpoSettings {
        Rule.positive("learning-rate", learningRate, "0.0003");
        Rule.fraction("discount", discount, "0.99");
        Rule.fraction("lambda", lambda, "0.95");
        Rule.require(clip > 0 && clip < 1, "clip", clip, "above 0 and below 1", "0.2");
        Rule.require(epochs >= 1, "epochs", epochs, "at least 1", "10");
        Rule.require(minibatch >= 1, "minibatch", minibatch, "at least 1", "64");
        Rule.notNegative("entropy-weight", entropyWeight, "0.01");
        Rule.notNegative("value-weight", valueWeight, "0.5");
        Rule.limit("value-clip", valueClip, "0.2");
        Rule.positive("gradient-norm", gradientNorm, "0.5");
        Rule.limit("target-kl", targetKl, "0.02");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }

    /** With a ratio of whole actions and Adam, whose epsilon is that of PPO's authors. */
    public PpoSettings(
            double learningRate,
            boolean anneal,
            double discount,
            double lambda,
            double clip,
            int epochs,
            int minibatch,
            double entropyWeight,
            double valueWeight,
            double valueClip,
            double gradientNorm,
            boolean normaliseAdvantages,
            boolean normaliseValues,
            double targetKl) {
        this(
                learningRate,
                anneal,
                discount,
                lambda,
                clip,
                Ratio.JOINT,
                epochs,
                minibatch,
                entropyWeight,
                valueWeight,
                valueClip,
                gradientNorm,
                normaliseAdvantages,
                normaliseValues,
                targetKl,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }
}
