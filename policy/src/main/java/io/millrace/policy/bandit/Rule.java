package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/** How to decide by what is known of a market. One thread at a time. */
public interface Rule {

    /** What a learner fits to a market's statistics for a rule. */
    enum Fit {
        NONE,
        /** Several curves of reward over price: their mean and their spread. */
        COMMITTEE,
        /** Demand as a Poisson variable with an elasticity, from history and results. */
        ELASTICITY
    }

    /**
     * Settles an arm for every store. The market has results of at least one batch.
     *
     * @param random all chance of this decision
     */
    void decide(Market market, Decision decision, RandomGenerator random);

    /** The arm to keep if there were to be no further trial. */
    default int recommend(Market market) {
        return market.best();
    }

    /** What it needs fitted. */
    default Fit fit() {
        return Fit.NONE;
    }
}
