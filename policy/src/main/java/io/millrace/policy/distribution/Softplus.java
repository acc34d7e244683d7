package io.millrace.policy.distribution;

/** The smooth ramp ln(1 + e^x), without overflow on either side. */
final class Softplus {

    private Softplus() {}

    static double value(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The logistic function. */
    static double slope(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }
}
