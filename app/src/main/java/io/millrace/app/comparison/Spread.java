package io.millrace.app.comparison;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/**
 * A number over the trials of an entry.
 *
 * @param mean      over the trials
 * @param deviation standard deviation over the trials, of the estimate with n - 1
 * @param low       lower end of the mean's 95 % confidence interval (Student's t)
 * @param high      upper end of it
 * @param trials    the number itself, for each trial
 */
public record Spread(double mean, double deviation, double low, double high, List<Double> trials) {

    private static final double UPPER_QUANTILE = 0.975;

    public Spread {
        trials = List.copyOf(trials);
    }

    /**
     * How far a number spreads.
     *
     * @param trials of each trial; at least 2
     */
    public static Spread of(double[] trials) {
        DescriptiveStatistics statistics = new DescriptiveStatistics(trials);
        double margin = new TDistribution(trials.length - 1.0).inverseCumulativeProbability(UPPER_QUANTILE)
                * statistics.getStandardDeviation()
                / Math.sqrt(trials.length);
        return new Spread(
                statistics.getMean(),
                statistics.getStandardDeviation(),
                statistics.getMean() - margin,
                statistics.getMean() + margin,
                Arrays.stream(trials).boxed().toList());
    }

    /** Standard error of the mean. */
    public double error() {
        return deviation / Math.sqrt(trials.size());
    }

    double[] values() {
        return trials.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
