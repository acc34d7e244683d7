package io.millrace.app.sweep;

import org.jspecify.annotations.Nullable;

/**
 * A number that was estimated over seeds.
 *
 * @param value of the seeds that there are
 * @param low   lower end of its 95 % interval; null where there are too few seeds for one
 * @param high  upper end of it; null likewise
 */
public record Estimate(
        double value, @Nullable Double low, @Nullable Double high) {

    /** Lower end of its interval, or the number itself where there is none. */
    double lowest() {
        return low == null ? value : low;
    }

    /** Upper end of its interval, or the number itself where there is none. */
    double highest() {
        return high == null ? value : high;
    }

    /** How much there is from this number to another one above it: the interval turns round. */
    Estimate below(double ceiling) {
        return new Estimate(ceiling - value, high == null ? null : ceiling - high, low == null ? null : ceiling - low);
    }
}
