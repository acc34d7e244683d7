package io.millrace.learner;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How often something is done that could be done after every update. Nothing that is learned depends on it. */
final class Pace {

    private final long nanos;
    private final LongSupplier nanoTime;
    private long last;

    private Pace(long nanos, LongSupplier nanoTime) {
        this.nanos = nanos;
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong() - nanos;
    }

    /** Each time. */
    static Pace always() {
        return new Pace(0, () -> 0);
    }

    /**
     * At most once in such a time.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    static Pace every(Duration least, LongSupplier nanoTime) {
        return new Pace(least.toNanos(), nanoTime);
    }

    /** Whether it is time; asked once for each time that it could be done. */
    boolean due() {
        long now = nanoTime.getAsLong();
        if (now - last < nanos) {
            return false;
        }
        last = now;
        return true;
    }
}
