package io.millrace.schemas;

/** A record's bytes are not the message that its topic carries. The message says what was found. */
public final class UndecodableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
