package io.millrace.learner;

import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a ledger as it stood when this was opened, one after another from the first. Holds a few of them at a
 * time. One thread at a time.
 */
final class LedgerLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final EventSource<Update> source;
    private final long end;
    private final Deque<Update> read = new ArrayDeque<>();
    private long last;

    /** @param rejections takes a record that is no entry, and may refuse to go on */
    LedgerLog(Bus bus, Topic<Update> ledger, Rejections rejections) {
        end = bus.ends(ledger).get(0);
        source = bus.reader(ledger, Start.BEGINNING, rejections);
    }

    /**
     * The next entry; null behind the last one.
     *
     * @throws LedgerException if an entry is missing before it
     */
    @Nullable
    Update next() {
        while (read.isEmpty()) {
            if (source.position(0) >= end) {
                return null;
            }
            for (Event<Update> event : source.poll(POLL)) {
                // What was entered since is left to whoever reads later.
                if (event.offset() < end) {
                    read.add(event.value());
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new BusException("Stopped while reading the ledger.");
            }
        }
        Update entry = read.remove();
        if (entry.getVersion() != last + 1) {
            throw new LedgerException("The ledger jumps from update " + last + " to " + entry.getVersion()
                    + ": the log of this run is not whole. Begin a run of another name.");
        }
        last = entry.getVersion();
        return entry;
    }

    @Override
    public void close() {
        source.close();
    }
}
