package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * The arm of the best mean, and with probability epsilon another one, each as likely as the next. Epsilon
 * falls as {@link Schedule} says.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, section 2.2</a>
 */
final class EpsilonRule implements Rule {

    private final double first;
    private final double decay;
    private final Ties best = new Ties();
    private double[] probabilities = {};

    EpsilonRule(double first, double decay) {
        this.first = Range.between("epsilon", first, 0, 1, 0.1);
        this.decay = Range.atLeast("decay", decay, 0, 1);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        int arms = decision.choices();
        double epsilon = arms == 1 ? 0 : first / Schedule.slowing(market, decay);
        best.ofMeans(market);
        probabilities = Decision.room(probabilities, arms);
        for (int arm = 0; arm < arms; arm++) {
            double greedy = best.probabilities()[arm];
            probabilities[arm] = (1 - epsilon) * greedy + (epsilon == 0 ? 0 : epsilon * (1 - greedy) / (arms - 1));
        }
        decision.drawEach(probabilities, random);
    }
}
