package io.millrace.schemas;

import org.jspecify.annotations.Nullable;

/** A record's bytes are not the message that its topic carries. The message says what was found. */
public class UndecodableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecodableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
