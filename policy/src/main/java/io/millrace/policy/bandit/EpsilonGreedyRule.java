package io.millrace.policy.bandit;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The arm of the best mean, and with probability epsilon another one, each as likely as the next. */
final class EpsilonGreedyRule implements Rule {

    private final double epsilon;

    EpsilonGreedyRule(double epsilon) {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("rule.epsilon is " + epsilon + ", but lies between 0 and 1. Try 0.1.");
        }
        this.epsilon = epsilon;
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        int arms = decision.choices();
        int best = market.best();
        double[] probabilities = new double[arms];
        Arrays.fill(probabilities, arms == 1 ? 0 : epsilon / (arms - 1));
        probabilities[best] = arms == 1 ? 1 : 1 - epsilon;
        for (int store = 0; store < decision.stores(); store++) {
            int arm = best;
            if (arms > 1 && random.nextDouble() < epsilon) {
                int other = random.nextInt(arms - 1);
                arm = other < best ? other : other + 1;
            }
            decision.settle(store, arm, probabilities);
        }
    }
}
