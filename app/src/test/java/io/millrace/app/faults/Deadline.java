package io.millrace.app.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits of the tests. They are generous: it is what happens that is tested, and not how soon. */
final class Deadline {

    static final Duration GENEROUS = Duration.ofMinutes(4);

    private Deadline() {}

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + GENEROUS.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
