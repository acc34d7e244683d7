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
import java.util.ArrayList;
import java.util.List;

/** Reads what stands on the ledger. */
final class LedgerReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private LedgerReader() {}

    /**
     * The entries beyond a version, oldest first.
     *
     * @throws LedgerException if the ledger ends before that version, or an entry is missing
     */
    static List<Update> beyond(Bus bus, Topic<Update> ledger, long version, Rejections rejections) {
        List<Update> entries = new ArrayList<>();
        long last = 0;
        long end = bus.ends(ledger).get(0);
        try (EventSource<Update> source = bus.reader(ledger, Start.BEGINNING, rejections)) {
            while (source.position(0) < end) {
                List<Event<Update>> read = source.poll(POLL);
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the ledger.");
                }
                for (Event<Update> event : read) {
                    Update entry = event.value();
                    if (entry.getVersion() != last + 1) {
                        throw new LedgerException("The ledger jumps from update " + last + " to " + entry.getVersion()
                                + ": the log of this run is not whole. Begin a run of another name.");
                    }
                    last = entry.getVersion();
                    if (last > version) {
                        entries.add(entry);
                    }
                }
            }
        }
        if (last < version) {
            throw new LedgerException("The checkpoint stands at update " + version + ", but the ledger ends at " + last
                    + ": they belong to different logs. Move the checkpoint away, or give back the broker's data.");
        }
        return entries;
    }
}
