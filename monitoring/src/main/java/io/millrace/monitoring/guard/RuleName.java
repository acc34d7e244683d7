package io.millrace.monitoring.guard;

import java.util.List;

/** Names of the rules that find what is wrong with a run. */
public final class RuleName {

    /** A number of the ledger, or of the learner's failure, is infinite or none. */
    public static final String NOT_FINITE = "not-finite";

    /** The policy hardly chooses any more. */
    public static final String ENTROPY_COLLAPSE = "entropy-collapse";

    /** The return lies far below the best, and stays there. */
    public static final String RETURN_FALL = "return-fall";

    /** No update for much longer than usual. */
    public static final String NO_PROGRESS = "no-progress";

    /** The learner has given up. */
    public static final String FAILED = "failed";

    /** Much of what arrives is too old to be learned from. */
    public static final String LAG = "lag";

    /** All of them; the guard acts on the first three. */
    public static final List<String> ALL = List.of(NOT_FINITE, ENTROPY_COLLAPSE, RETURN_FALL, NO_PROGRESS, FAILED, LAG);

    /** Those on which the guard acts, most urgent first. */
    public static final List<String> ACTED_ON = List.of(NOT_FINITE, ENTROPY_COLLAPSE, RETURN_FALL);

    private RuleName() {}
}
