package io.millrace.runtime.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Whether a process lives and whether it is ready. It lives while each of its workers goes round within
 * the deadline; if not, a restart may help. It is ready while all conditions hold; if not, waiting may
 * help. Safe for any number of threads.
 */
public final class Health {
    private final long deadlineNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Pulse> pulses = new ConcurrentHashMap<>();
    private final Map<String, String> missing = new ConcurrentHashMap<>();

    /**
     * @param deadline longest time between two beats of a worker that lives; longer than the slowest
     *     {@link Worker#runOnce}
     * @param nanoTime what time it is, {@code System::nanoTime} outside of tests
     */
    public Health(Duration deadline, LongSupplier nanoTime) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException(
                    "A worker cannot beat every " + deadline + ": the deadline has to be longer than zero.");
        }
        this.deadlineNanos = deadline.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Begins to watch a worker, as if it had beaten now. */
    Pulse pulse(String worker) {
        Pulse pulse = new Pulse(worker);
        pulses.put(worker, pulse);
        return pulse;
    }

    /**
     * Says whether a condition of being ready holds now. A condition counts from when it is first named.
     *
     * @param condition in a word, such as broker
     * @param reason    what is missing, if something is
     */
    public void ready(String condition, boolean holds, String reason) {
        if (holds) {
            missing.remove(condition);
        } else {
            missing.put(condition, reason);
        }
    }

    /** Why the process does not live, a sentence for each worker; empty if it does. */
    public List<String> whyNotLive() {
        long now = nanoTime.getAsLong();
        List<String> reasons = new ArrayList<>();
        new TreeMap<>(pulses).values().forEach(pulse -> pulse.complain(now, reasons));
        return reasons;
    }

    /** Why the process is not ready, a line for each condition; empty if it is. */
    public List<String> whyNotReady() {
        List<String> reasons = new ArrayList<>();
        new TreeMap<>(missing).forEach((condition, reason) -> reasons.add(condition + ": " + reason));
        return reasons;
    }

    /** One worker's sign of life. */
    final class Pulse {
        private final String worker;
        private volatile long lastBeat = nanoTime.getAsLong();
        private volatile boolean failed;

        private Pulse(String worker) {
            this.worker = worker;
        }

        void beat() {
            lastBeat = nanoTime.getAsLong();
        }

        void fail() {
            failed = true;
        }

        void end() {
            pulses.remove(worker, this);
        }

        private void complain(long now, List<String> reasons) {
            long silence = now - lastBeat;
            if (failed) {
                reasons.add("worker " + worker + " failed; the log says why");
            } else if (silence > deadlineNanos) {
                reasons.add("worker " + worker + " has not gone round for " + Duration.ofNanos(silence) + ", and "
                        + Duration.ofNanos(deadlineNanos) + " is the limit");
            }
        }
    }
}
