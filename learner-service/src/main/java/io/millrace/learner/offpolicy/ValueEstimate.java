package io.millrace.learner.offpolicy;

/**
 * Mean reward of a decision, in the rewards' unit, with the interval that covers it with the confidence asked for. All
 * four are NaN where the log says nothing.
 */
public record ValueEstimate(double value, double standardError, double lower, double upper) {

    static ValueEstimate around(double value, double standardError, double quantile) {
        double reach = quantile * standardError;
        return new ValueEstimate(value, standardError, value - reach, value + reach);
    }
}
