package io.millrace.learner.offpolicy;

/** Why a record may say little or nothing of a target. */
public enum SupportWarning {

    /** A few episodes carry nearly all the weight: the effective sample size is small. */
    THIN_OVERLAP,

    /** From some step on, no recorded episode did what the target could do: all weights are 0. */
    NO_OVERLAP,

    /**
     * The target wants actions that the record never shows: the mean ratio of a step is below 1, which it is expected
     * to be, by more than three standard errors.
     */
    MISSING_SUPPORT,

    /** With which probability actions were taken was not recorded, or an action is recorded that could not be. */
    UNKNOWN_PROBABILITIES,

    /** Whoever acted left nothing to chance: what the target would do otherwise was never tried. */
    DETERMINISTIC_BEHAVIOUR,

    /** The target does one thing alone where actions are numbers: its probability of a recorded action is no density. */
    TARGET_WITHOUT_DENSITY;

    /** Whether nothing can be weighed at all, so that {@link Estimator#FQE} alone is left. */
    public boolean forbidsWeighing() {
        return this == UNKNOWN_PROBABILITIES || this == DETERMINISTIC_BEHAVIOUR || this == TARGET_WITHOUT_DENSITY;
    }
}
