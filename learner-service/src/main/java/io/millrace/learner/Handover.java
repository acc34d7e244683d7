package io.millrace.learner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the intake has ready for the learner, in the order of the log: at most so many unrolls. Any thread
 * may ask how full it is. Who is interrupted while it waits goes on at once, still interrupted.
 */
final class Handover {

    private final BlockingQueue<Arrival> arrivals;
    private final int capacity;

    /** @param capacity unrolls; at least 1 */
    Handover(int capacity) {
        this.arrivals = new ArrayBlockingQueue<>(capacity);
        this.capacity = capacity;
    }

    /**
     * Puts an arrival at the end, as soon as there is room.
     *
     * @param wait longest wait for room
     * @return whether there was room
     */
    boolean offer(Arrival arrival, Duration wait) {
        try {
            return arrivals.offer(arrival, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Takes all that is there.
     *
     * @param wait longest wait for the first
     */
    List<Arrival> take(Duration wait) {
        List<Arrival> taken = new ArrayList<>();
        Arrival first = first(wait);
        if (first != null) {
            taken.add(first);
            arrivals.drainTo(taken);
        }
        return taken;
    }

    /** Unrolls in it. */
    int size() {
        return arrivals.size();
    }

    /** Most unrolls in it. */
    int capacity() {
        return capacity;
    }

    private @Nullable Arrival first(Duration wait) {
        try {
            return arrivals.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
