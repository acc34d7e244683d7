package io.millrace.monitoring.guard;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Windows in succession with the same fault. */
final class Streak {

    private final int sustained;
    private final Deque<Window> last = new ArrayDeque<>();
    private int length;
    private long firstVersion;
    private Instant since = Instant.EPOCH;

    /** @param sustained windows from which on it matters; at least 1 */
    Streak(int sustained) {
        this.sustained = sustained;
    }

    void add(Window window) {
        if (length == 0) {
            firstVersion = window.firstVersion();
            since = window.start();
        }
        length++;
        last.add(window);
        if (last.size() > sustained) {
            last.remove();
        }
    }

    void end() {
        length = 0;
        last.clear();
    }

    /** Windows in it. */
    int length() {
        return length;
    }

    /** Start of its first window. */
    Instant since() {
        return since;
    }

    boolean isSustained() {
        return length >= sustained;
    }

    /** Whether those of its windows that began with weights newer than this version would be enough. */
    boolean isSustainedAfter(long version) {
        return isSustained() && last.element().firstVersion() > version;
    }

    /** Whether its first window began with weights newer than this version. */
    boolean beganAfter(long version) {
        return length > 0 && firstVersion > version;
    }
}
