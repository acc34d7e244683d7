package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/** One arm, whatever the results. With the arm that is best in truth it is the oracle of a study. */
final class FixedRule implements Rule {

    private final int arm;

    FixedRule(double arm) {
        this.arm = Range.whole("arm", arm, 0, 0);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        int given = recommend(market);
        for (int store = 0; store < decision.stores(); store++) {
            decision.settle(store, given);
        }
    }

    /** {@inheritDoc} Refuses with an IllegalStateException where there are not so many arms. */
    @Override
    public int recommend(Market market) {
        int arms = market.arms().count();
        if (arm >= arms) {
            throw new IllegalStateException("rule.arm is " + arm + ", but there are " + arms
                    + " arms, counted from 0. Set it to at most " + (arms - 1) + ".");
        }
        return arm;
    }
}
