package io.millrace.learner;

/** The ledger contradicts itself, the checkpoint, or what was computed again. The message says what to do. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerException(String message) {
        super(message);
    }
}
