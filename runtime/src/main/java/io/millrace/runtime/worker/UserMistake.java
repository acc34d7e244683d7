package io.millrace.runtime.worker;

/**
 * Something that the person who started the command can put right: a wrong setting, a port in use. A
 * main prints the message alone, without a stack trace, and exits with code 2; every other failure is
 * ours and exits with code 1.
 */
public class UserMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, why it cannot work, what to do */
    public UserMistake(String message) {
        super(message);
    }

    /** @param message what was found, why it cannot work, what to do; the cause is not shown */
    public UserMistake(String message, Throwable cause) {
        super(message, cause);
    }
}
