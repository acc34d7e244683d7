package io.millrace.runtime.event;

/** The bus did not do what was asked within its deadline, or refused. The message says what to check. */
public class BusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BusException(String message) {
        super(message);
    }

    public BusException(String message, Throwable cause) {
        super(message, cause);
    }
}
