package io.millrace.runtime.settings;

import io.millrace.runtime.worker.UserMistake;

/** Settings that cannot be read or cannot work. */
public final class SettingsException extends UserMistake {
    private static final long serialVersionUID = 1L;

    /** @param message what was found, why it cannot work, what to do */
    public SettingsException(String message) {
        super(message);
    }

    SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
