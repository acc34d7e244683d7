package io.millrace.env.lanes;

/** An environment gave something that nobody can learn from. The message says where and what to do. */
public final class EnvironmentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EnvironmentFailure(String message) {
        super(message);
    }

    public EnvironmentFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
