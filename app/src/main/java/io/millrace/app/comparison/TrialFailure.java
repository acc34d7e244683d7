package io.millrace.app.comparison;

/** A trial that could not be played to its end, for a reason that explains itself. */
public final class TrialFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialFailure(String entry, int trial, long seed, RuntimeException cause) {
        super("In trial " + trial + " of " + entry + " (seed " + seed + "): " + cause.getMessage(), cause);
    }
}
