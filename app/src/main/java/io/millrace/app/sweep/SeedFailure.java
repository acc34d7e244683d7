package io.millrace.app.sweep;

/** A trial whose result cannot stand beside the others. */
final class SeedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, why it cannot work, what to do */
    SeedFailure(String message) {
        super(message);
    }
}
