package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * The arm that earns most by the fitted demand. Where none was fitted, as with a single price, the arm of the
 * best mean.
 */
final class ElasticityRule implements Rule {

    private final Ties best = new Ties();
    private double[] estimates = {};

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        decision.drawEach(best(market).probabilities(), random);
    }

    @Override
    public int recommend(Market market) {
        return market.bestEstimate();
    }

    @Override
    public Fit fit() {
        return Fit.ELASTICITY;
    }

    private Ties best(Market market) {
        if (!market.fitted()) {
            return best.ofMeans(market);
        }
        estimates = Decision.room(estimates, market.arms().count());
        for (int arm = 0; arm < estimates.length; arm++) {
            estimates[arm] = market.estimate(arm);
        }
        return best.among(estimates);
    }
}
