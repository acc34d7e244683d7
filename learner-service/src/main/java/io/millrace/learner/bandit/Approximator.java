package io.millrace.learner.bandit;

/** The members of a {@link Committee}: families of curves of the mean reward over the price x. */
public enum Approximator {

    /** C 2 φ(z) Φ(αz) with z = (x - x₀)/s, and φ and Φ the standard normal density and distribution. */
    SKEW_NORMAL,

    /** a (x - x₀)² + b. */
    QUADRATIC,

    /** a x^b exp(-cx), fitted as a line to the logarithm of the mean: not for means that are not positive. */
    POWER_EXPONENTIAL,

    /** a x + b. */
    LINE,

    /** a exp(-((x - b)/c)²). */
    GAUSSIAN,

    /** a / (1 + ((x - b)/c)²). */
    LORENTZIAN,

    /** The mean of 20 regression trees, each grown on a bootstrap sample of the points. */
    RANDOM_FOREST
}
