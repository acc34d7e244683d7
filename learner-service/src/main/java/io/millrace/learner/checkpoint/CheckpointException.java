package io.millrace.learner.checkpoint;

import org.jspecify.annotations.Nullable;

/** A checkpoint cannot be written or read. The message says what to do. */
public class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
