package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * Each arm as likely as it is the best by what is known: for each store the reward of every arm is drawn from its
 * posterior, and the arm of the greatest draw is taken. The prior of each arm is a gamma distribution.
 *
 * <p>No formula gives the probability of an arm. It is estimated by drawing so many times more from the same
 * posterior, with the store's own draw as one among them: its propensity is (1 + simulations that took the arm) /
 * (1 + simulations), after the mask. It is the same for all stores that were given an arm for the same draw and
 * have the same mask. Without simulations it is 1 and tells nothing. The simulations come after all decisions in
 * the order of chance, so that their number changes none.
 *
 * @see <a href="https://arxiv.org/abs/1707.02038">Russo et al. 2018, algorithm 3.2</a>
 */
final class ThompsonRule implements Rule {

    /** What is thought to follow a gamma distribution. */
    enum Posterior {
        /**
         * The units of a store-week: a Poisson variable's rate. The draw x margin is the reward. This is the
         * conjugate form.
         */
        UNITS,
        /**
         * The reward itself, as is printed in places: sums of rewards take the place of counts. The mean is the
         * same, but the deviation is too small by the root of the margin, so that less is tried.
         */
        REWARD
    }

    private final Posterior posterior;
    private final double alpha;
    private final double beta;
    private final int simulations;
    private final Ties best = new Ties();
    private double[] shapes = {};
    private double[] scales = {};
    private double[] draws = {};
    private double[] probabilities = {};
    private int[] taken = {};
    private int[] drawn = {};

    /**
     * @param alpha shape of the prior, above 0
     * @param beta  rate of the prior, above 0: how many store-weeks it is worth
     */
    ThompsonRule(Posterior posterior, double alpha, double beta, double simulations) {
        this.posterior = posterior;
        this.alpha = Range.above("alpha", alpha, 0, 0.5);
        this.beta = Range.above("beta", beta, 0, 1e-9);
        this.simulations = Range.whole("simulations", simulations, 0, 1000);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        look(market, decision.choices());
        if (drawn.length < decision.stores()) {
            drawn = new int[decision.stores()];
        }
        for (int store = 0; store < decision.stores(); store++) {
            drawn[store] = draw(random);
        }
        for (int simulation = 0; simulation < simulations; simulation++) {
            taken[draw(random)]++;
        }
        double all = simulations + 1.0;
        for (int arm = 0; arm < taken.length; arm++) {
            probabilities[arm] = taken[arm] / all;
        }
        for (int store = 0; store < decision.stores(); store++) {
            int arm = drawn[store];
            probabilities[arm] = (taken[arm] + 1) / all;
            decision.settle(store, arm, probabilities);
            probabilities[arm] = taken[arm] / all;
        }
    }

    private int draw(RandomGenerator random) {
        for (int arm = 0; arm < draws.length; arm++) {
            draws[arm] = scales[arm] * GammaSampler.draw(shapes[arm], random);
        }
        return best.among(draws).draw(random);
    }

    private void look(Market market, int arms) {
        if (draws.length != arms) {
            shapes = new double[arms];
            scales = new double[arms];
            draws = new double[arms];
            probabilities = new double[arms];
            taken = new int[arms];
        }
        for (int arm = 0; arm < arms; arm++) {
            double count = market.count(arm);
            double margin = market.arms().margin(arm);
            double units = count * market.meanUnits(arm);
            shapes[arm] = alpha + (posterior == Posterior.UNITS ? units : margin * units);
            scales[arm] = (posterior == Posterior.UNITS ? margin : 1) / (beta + count);
            taken[arm] = 0;
        }
    }
}
