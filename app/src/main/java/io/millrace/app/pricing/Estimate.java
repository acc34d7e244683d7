package io.millrace.app.pricing;

import io.millrace.app.comparison.Spread;

/**
 * A mean over experiments, and how sure it is.
 *
 * @param error standard error
 * @param low   lower end of the 95 % confidence interval (Student's t)
 * @param high  upper end of it
 */
public record Estimate(double mean, double error, double low, double high) {

    static Estimate of(Spread spread) {
        return new Estimate(spread.mean(), spread.error(), spread.low(), spread.high());
    }
}
