package io.millrace.monitoring.guard;

import io.millrace.messages.Statistics;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Puts windows into an order in which each counts once. A record replaces the one before of the same window, so a window
 * counts when {@value #OPEN} others were heard of after it: what comes for it later is passed over. It is the order of
 * arrival that counts, so that one clock that jumped ahead does not make all that follows late.
 */
final class Windows {

    /** Windows that may still grow: the one that time is in, and the one before, whose last records may be late. */
    private static final int OPEN = 2;

    /** Windows that are remembered as counted. */
    private static final int REMEMBERED = 1000;

    private final Map<Instant, Statistics> open = new LinkedHashMap<>();
    private final Deque<Instant> counted = new ArrayDeque<>();
    private long version;

    /** Takes a record of all versions; returns the window that counts now, or null. */
    @Nullable
    Window take(Statistics statistics) {
        Instant start = statistics.getWindowStart();
        if (counted.contains(start)) {
            return null;
        }
        open.put(start, statistics);
        return open.size() > OPEN ? count() : null;
    }

    private Window count() {
        Entry<Instant, Statistics> oldest = open.entrySet().iterator().next();
        open.remove(oldest.getKey());
        counted.add(oldest.getKey());
        if (counted.size() > REMEMBERED) {
            counted.remove();
        }
        Window window = Window.of(oldest.getValue(), version);
        version = window.lastVersion();
        return window;
    }
}
