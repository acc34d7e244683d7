package io.millrace.policy.bandit;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A test of the arms against each other: every store keeps the arm that the first batch gave it, and after some
 * batches all get the arm of the best mean. A store that has no arm during the test gets any, each as likely.
 */
final class GreedyRule implements Rule {

    private final int testWeeks;
    private final Ties best = new Ties();
    private double[] any = {};

    GreedyRule(double testWeeks) {
        this.testWeeks = Range.whole("test-weeks", testWeeks, 1, 6);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        if (market.batches() >= testWeeks) {
            decision.drawEach(best.ofMeans(market).probabilities(), random);
            return;
        }
        int arms = decision.choices();
        any = Decision.room(any, arms);
        Arrays.fill(any, 1.0 / arms);
        for (int store = 0; store < decision.stores(); store++) {
            int current = decision.current(store);
            if (current == Decision.NONE) {
                decision.settle(store, random.nextInt(arms), any);
            } else {
                decision.settle(store, current);
            }
        }
    }
}
