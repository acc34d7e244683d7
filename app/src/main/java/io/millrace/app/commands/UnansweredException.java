package io.millrace.app.commands;

/** A learner did not answer in time. The message says what to look at. */
final class UnansweredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnansweredException(String message) {
        super(message);
    }
}
