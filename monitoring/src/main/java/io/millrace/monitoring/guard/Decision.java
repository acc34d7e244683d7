package io.millrace.monitoring.guard;

import io.millrace.messages.CommandKind;
import org.jspecify.annotations.Nullable;

/**
 * What is to be asked of the learner.
 *
 * @param policy       whose weights it is about
 * @param rule         what found the reason
 * @param reason       in words and numbers
 * @param knownVersion newest version on the ledger
 * @param toVersion    of a rollback, the newest version that may be gone back to; null for a pause
 */
public record Decision(
        String policy,
        CommandKind kind,
        String rule,
        String reason,
        long knownVersion,
        @Nullable Long toVersion) {

    /** What would be done, in words. */
    public String inWords() {
        return toVersion == null ? "pause" : "go back to version " + toVersion;
    }
}
