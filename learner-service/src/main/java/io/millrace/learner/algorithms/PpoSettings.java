package io.millrace.learner.algorithms;

/**
 * How {@link Ppo} learns.
 *
 * @param learningRate        Adam's step size, at the beginning if annealed; above 0
 * @param anneal              whether the learning rate falls linearly to 0 at the run's step limit
 * @param discount            weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda              mix of one-step (0) and full-return (1) advantages; in [0, 1]
 * @param clip                how far a ratio may leave 1 and still be rewarded, the paper's epsilon; in (0, 1)
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
 */
public record PpoSettings(
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

    public PpoSettings {
        Rule.require(isPositive(learningRate), "learning-rate", learningRate, "a number above 0", "0.0003");
        Rule.require(discount >= 0 && discount <= 1, "discount", discount, "between 0 and 1", "0.99");
        Rule.require(lambda >= 0 && lambda <= 1, "lambda", lambda, "between 0 and 1", "0.95");
        Rule.require(clip > 0 && clip < 1, "clip", clip, "above 0 and below 1", "0.2");
        Rule.require(epochs >= 1, "epochs", epochs, "at least 1", "10");
        Rule.require(minibatch >= 1, "minibatch", minibatch, "at least 1", "64");
        Rule.require(isNotNegative(entropyWeight), "entropy-weight", entropyWeight, "a number from 0 on", "0.01");
        Rule.require(isNotNegative(valueWeight), "value-weight", valueWeight, "a number from 0 on", "0.5");
        Rule.require(isNotNegative(valueClip), "value-clip", valueClip, "above 0, or 0 for no limit", "0.2");
        Rule.require(isPositive(gradientNorm), "gradient-norm", gradientNorm, "a number above 0", "0.5");
        Rule.require(isNotNegative(targetKl), "target-kl", targetKl, "above 0, or 0 for no limit", "0.02");
    }

    private static boolean isPositive(double value) {
        return value > 0 && Double.isFinite(value);
    }

    private static boolean isNotNegative(double value) {
        return value >= 0 && Double.isFinite(value);
    }
}
