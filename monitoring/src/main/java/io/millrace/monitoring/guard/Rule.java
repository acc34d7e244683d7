package io.millrace.monitoring.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds one kind of trouble. */
interface Rule {

    /** One of {@link RuleName}. */
    String name();

    /** What is wrong at a time, or null. */
    @Nullable
    Trouble found(Instant now);
}
