package io.millrace.learner.checkpoint;

import org.jspecify.annotations.Nullable;

/** The bytes of a checkpoint are not those that were written. The message says what to do. */
public final class DamagedCheckpointException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    DamagedCheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
