package io.millrace.learner.engine;

import org.jspecify.annotations.Nullable;

/**
 * An engine that is not on the class path, or that this machine cannot run. The message says why, and what
 * can.
 */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        this(message, null);
    }

    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
