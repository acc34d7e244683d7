package io.millrace.learner.algorithms;

/**
 * How the target network follows the network that learns. Exactly one of the two is not 0.
 *
 * @param copyEvery gradient steps from one copy to the next, the papers' C; 0 for no copies
 * @param tau       share of the way that it goes towards the network after each gradient step; in [0, 1]; 0 for
 *     standing still between copies
 */
public record TargetSettings(int copyEvery, double tau) {
    public TargetSettings {
        Rule.require(copyEvery >= 0, "target.copy-every", copyEvery, "at least 1, or 0 where tau is above 0", "500");
        Rule.fraction("target.tau", tau, "0.005");
        if ((copyEvery > 0) == (tau > 0)) {
            throw new IllegalArgumentException("algorithm.target.copy-every is " + copyEvery
                    + " and algorithm.target.tau is " + tau + ", but a target network follows in one way: "
                    + (tau > 0 ? "by copies or step by step." : "as it is, it would never learn.")
                    + " Set copy-every to a number such as 500 and tau to 0, or copy-every to 0 and tau to a number"
                    + " such as 0.005.");
        }
    }
}
