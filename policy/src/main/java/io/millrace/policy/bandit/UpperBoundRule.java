package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/**
 * The arm of the greatest upper confidence bound. Stores are served one after another, each as if what the ones
 * before it drew had already been tried: counts grow within a batch, means do not, and they grow
 * for the arm that was drawn even where a store was not allowed it. An arm without results
 * comes before all others.
 *
 * <p>The propensity is that of a store after those before it were served: it is below 1 only where bounds tie.
 *
 * @see <a href="https://doi.org/10.1023/A:1013689704352">Auer, Cesa-Bianchi and Fischer 2002, figure 1</a>
 */
final class UpperBoundRule implements Rule {

    private final Value value;
    private final double weight;
    private final double disagreement;
    private final Ties best = new Ties();
    private double[] values = {};
    private double[] counts = {};
    private double[] scores = {};

    /** What the bound is put on. */
    private enum Value {
        MEAN,
        /** The fitted curves' mean, with their spread x disagreement on top; the arm's mean before a fit. */
        COMMITTEE
    }

    private UpperBoundRule(Value value, double weight, double disagreement) {
        this.value = value;
        this.weight = Range.atLeast("weight", weight, 0, 1);
        this.disagreement = Range.atLeast("disagreement", disagreement, 0, 1);
    }

    /** On an arm's mean reward. */
    static UpperBoundRule onMean(double weight) {
        return new UpperBoundRule(Value.MEAN, weight, 0);
    }

    /** On what several fitted curves expect of an arm, and more where they disagree. */
    static UpperBoundRule onCommittee(double weight, double disagreement) {
        return new UpperBoundRule(Value.COMMITTEE, weight, disagreement);
    }

    /**
     * The upper confidence bound of an arm.
     *
     * @param value that its reward is thought to have
     * @param width of the bound, in the reward's unit: the c of UCB
     * @param total store-weeks of all arms
     * @param count store-weeks of this arm
     * @return positive infinity where count is 0
     */
    static double bound(double value, double width, double total, double count) {
        return count == 0
                ? Double.POSITIVE_INFINITY
                : value + width * Math.sqrt(StrictMath.log(Math.max(1, total)) / count);
    }

    @Override
    public void decide(Market market, Decision decision, RandomGenerator random) {
        int arms = decision.choices();
        look(market, arms);
        double width = weight * market.rewardDeviation();
        double total = market.total();
        for (int store = 0; store < decision.stores(); store++) {
            for (int arm = 0; arm < arms; arm++) {
                scores[arm] = bound(values[arm], width, total, counts[arm]);
            }
            int drawn = best.among(scores).draw(random);
            decision.settle(store, drawn, best.probabilities());
            counts[drawn]++;
            total++;
        }
    }

    @Override
    public int recommend(Market market) {
        return value == Value.COMMITTEE ? market.bestEstimate() : market.best();
    }

    @Override
    public Fit fit() {
        return value == Value.COMMITTEE ? Fit.COMMITTEE : Fit.NONE;
    }

    private void look(Market market, int arms) {
        values = Decision.room(values, arms);
        counts = Decision.room(counts, arms);
        scores = Decision.room(scores, arms);
        boolean fitted = value == Value.COMMITTEE && market.fitted();
        for (int arm = 0; arm < arms; arm++) {
            values[arm] = fitted ? market.estimate(arm) + disagreement * market.spread(arm) : market.meanReward(arm);
            counts[arm] = market.count(arm);
        }
    }
}
