package io.millrace.learner.offpolicy;

/** Why estimates from a log may be wrong by more than their intervals say. */
public enum OverlapWarning {

    /** A few decisions carry nearly all the weight: the effective sample size is a small share of the decisions. */
    THIN_OVERLAP,

    /** The log says of an action that was taken that it could not be: such decisions were left out. */
    ZERO_PROPENSITY,

    /**
     * The target wants actions that the log never takes: before any cap the weights' mean is below 1, which it is
     * expected to be, by more than three standard errors.
     */
    MISSING_SUPPORT
}
