package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * Every arm with a probability that grows with its mean: exp(mean / temperature), over the sum of these. The
 * temperature is a factor x the mean reward of all store-weeks, so that it needs no unit, and falls as
 * {@link Schedule} says. An arm without results counts as an average one.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, section 2.3</a>
 */
final class SoftmaxRule implements Rule {

    private final double factor;
    private final double decay;
    private double[] probabilities = {};

    SoftmaxRule(double factor, double decay) {
        this.factor = Range.above("temperature-factor", factor, 0, 1);
        this.decay = Range.atLeast("decay", decay, 0, 0);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        double mean = market.meanReward();
        double temperature = factor * mean / Schedule.slowing(market, decay);
        double best = market.meanReward(market.best());
        probabilities = Decision.room(probabilities, decision.choices());
        double sum = 0;
        for (int arm = 0; arm < probabilities.length; arm++) {
            double reward = market.count(arm) > 0 ? market.meanReward(arm) : mean;
            // Nothing was sold yet at any arm where there is no temperature.
            probabilities[arm] = temperature > 0 ? StrictMath.exp((reward - best) / temperature) : 1;
            sum += probabilities[arm];
        }
        for (int arm = 0; arm < probabilities.length; arm++) {
            probabilities[arm] /= sum;
        }
        decision.drawEach(probabilities, random);
    }
}
