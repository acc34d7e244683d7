package io.millrace.app.evaluation;

import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/**
 * A mean over episodes, and how sure it is.
 *
 * @param mean of the episodes
 * @param low  lower end of the mean's 95 % confidence interval (Student's t); the mean itself for one episode
 * @param high upper end of it
 */
public record Interval(double mean, double low, double high) {

    private static final double UPPER_QUANTILE = 0.975;

    /** @param values one of each episode; at least one */
    static Interval of(double[] values) {
        DescriptiveStatistics statistics = new DescriptiveStatistics(values);
        double mean = statistics.getMean();
        double margin = values.length < 2
                ? 0
                : new TDistribution(values.length - 1.0).inverseCumulativeProbability(UPPER_QUANTILE)
                        * statistics.getStandardDeviation()
                        / Math.sqrt(values.length);
        return new Interval(mean, mean - margin, mean + margin);
    }
}
