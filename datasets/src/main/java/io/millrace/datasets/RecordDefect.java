package io.millrace.datasets;

import io.millrace.runtime.worker.UserMistake;

/** A record that is not what it has to be: something in it is gone, unreadable or out of order. */
public final class RecordDefect extends UserMistake {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected where, what was found, what to do */
    public RecordDefect(String message) {
        super(message);
    }
}
