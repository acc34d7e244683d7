package io.millrace.monitoring.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds that the learner has given up. */
final class Failed implements Rule {

    private @Nullable Trouble trouble;

    @Override
    public String name() {
        return RuleName.FAILED;
    }

    /** @param failure why the learner stopped; null while it has not */
    void learner(@Nullable String failure, Instant at) {
        if (failure == null) {
            trouble = null;
        } else if (trouble == null) {
            trouble = new Trouble(failure, at);
        }
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        return trouble;
    }
}
