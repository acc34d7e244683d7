package io.millrace.learner.replay;

/** A replay memory does not fit into Java's heap or Java's arrays; the message says how many steps do. */
public final class ReplayTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ReplayTooLargeException(String message) {
        super(message);
    }
}
