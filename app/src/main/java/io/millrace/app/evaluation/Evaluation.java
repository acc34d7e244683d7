package io.millrace.app.evaluation;

import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What the greedy policy earned.
 *
 * @param weightsVersion version that was judged
 * @param episodes       episodes played
 * @param mean           mean return, discounted with the environment's own discount
 * @param low            lower end of the mean's 95 % confidence interval (Student's t)
 * @param high           upper end of it
 * @param meanLength     mean steps in an episode
 * @param optimum        return of the best policy, where it is known
 * @param gap            optimum minus mean, where the optimum is known
 */
public record Evaluation(
        long weightsVersion,
        int episodes,
        double mean,
        double low,
        double high,
        double meanLength,
        @Nullable Double optimum,
        @Nullable Double gap) {

    private static final double UPPER_QUANTILE = 0.975;

    static Evaluation of(long version, double[] returns, double meanLength, @Nullable Double optimum) {
        DescriptiveStatistics statistics = new DescriptiveStatistics(returns);
        double mean = statistics.getMean();
        double margin = returns.length < 2
                ? 0
                : new TDistribution(returns.length - 1.0).inverseCumulativeProbability(UPPER_QUANTILE)
                        * statistics.getStandardDeviation()
                        / Math.sqrt(returns.length);
        return new Evaluation(
                version,
                returns.length,
                mean,
                mean - margin,
                mean + margin,
                meanLength,
                optimum,
                optimum == null ? null : optimum - mean);
    }
}
