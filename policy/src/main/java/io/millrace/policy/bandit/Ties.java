package io.millrace.policy.bandit;

import java.util.random.RandomGenerator;

/** Arms that are equally good. Overwritten by the next look at scores; one thread at a time. */
final class Ties {

    private double[] means = {};
    private double[] probabilities = {};
    private int count;

    /** Looks for the greatest means of reward. An arm without results is none of them unless all are without. */
    Ties ofMeans(Market market) {
        means = Decision.room(means, market.arms().count());
        for (int arm = 0; arm < means.length; arm++) {
            means[arm] = market.count(arm) > 0 ? market.meanReward(arm) : Double.NEGATIVE_INFINITY;
        }
        return among(means);
    }

    /** Looks for the greatest of the scores that each arm has. */
    Ties among(double[] scores) {
        probabilities = Decision.room(probabilities, scores.length);
        double greatest = Double.NEGATIVE_INFINITY;
        count = 0;
        for (double score : scores) {
            count = score > greatest ? 1 : count + (score == greatest ? 1 : 0);
            greatest = Math.max(greatest, score);
        }
        for (int arm = 0; arm < scores.length; arm++) {
            probabilities[arm] = scores[arm] == greatest ? 1.0 / count : 0;
        }
        return this;
    }

    /** One of them, each as likely as the next. */
    int draw(RandomGenerator random) {
        int left = count == 1 ? 0 : random.nextInt(count);
        int arm = 0;
        while (probabilities[arm] == 0 || left-- > 0) {
            arm++;
        }
        return arm;
    }

    /** How likely each arm is to be drawn: the same for all of the greatest score, 0 for the others. */
    double[] probabilities() {
        return probabilities;
    }
}
