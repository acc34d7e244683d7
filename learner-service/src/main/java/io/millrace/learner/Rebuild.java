package io.millrace.learner;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.Unrolls;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills an algorithm's memory from the log: with the unrolls that the ledger names, update by update. */
final class Rebuild implements Memory {

    /** Where an unroll stands on the log, and which it is. */
    private record Place(int partition, long offset, int lane, long number) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(Rebuild.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Bus bus;
    private final Topic<Unroll> transitions;
    private final Rejections rejections;
    private final Unrolls unrolls;

    /** @param unrolls decodes, and takes back what was remembered */
    Rebuild(Bus bus, Topic<Unroll> transitions, Rejections rejections, Unrolls unrolls) {
        this.bus = bus;
        this.transitions = transitions;
        this.rejections = rejections;
        this.unrolls = unrolls;
    }

    /** {@inheritDoc} Besides the memory itself it holds the unrolls of a few updates at a time. */
    @Override
    public void remember(List<Update> entries, Learner learner) {
        if (entries.isEmpty()) {
            return;
        }
        Set<Place> wanted = new HashSet<>();
        List<Long> from = new ArrayList<>(bus.ends(transitions));
        for (Update entry : entries) {
            for (ConsumedUnroll consumed : entry.getConsumed()) {
                wanted.add(place(consumed));
                from.set(consumed.getPartition(), Math.min(from.get(consumed.getPartition()), consumed.getOffset()));
            }
        }
        List<Long> ends = bus.ends(transitions);
        Map<Place, DecodedUnroll> here = new HashMap<>();
        int at = 0;
        try (EventSource<Unroll> source = bus.reader(transitions, from, rejections)) {
            while (at < entries.size()) {
                boolean whole = wholeRead(source, ends);
                List<Event<Unroll>> read = source.poll(POLL);
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while the replay memory was read back from the log.");
                }
                for (Event<Unroll> event : read) {
                    // By where it stands: another of the same lane and number was not learned from.
                    Place place = new Place(
                            event.partition(),
                            event.offset(),
                            event.value().getLane(),
                            event.value().getNumber());
                    if (wanted.remove(place)) {
                        here.put(place, unrolls.decode(event.value()));
                    }
                }
                at = rememberWhatIsHere(entries, at, here, learner);
                if (whole && read.isEmpty() && at < entries.size()) {
                    throw new LedgerException("Update " + entries.get(at).getVersion()
                            + " stands on the ledger, but not all unrolls that it learned from are on the transitions"
                            + " topic any more, so the replay memory cannot be rebuilt. Keep transitions for longer, or"
                            + " begin a run of another name.");
                }
            }
        }
        LOGGER.atInfo().addKeyValue("updates", entries.size()).log("rebuilt the replay memory from the log");
    }

    private int rememberWhatIsHere(List<Update> entries, int from, Map<Place, DecodedUnroll> here, Learner learner) {
        int at = from;
        while (at < entries.size() && here.keySet().containsAll(places(entries.get(at)))) {
            List<DecodedUnroll> learned = new ArrayList<>();
            for (Place place : places(entries.get(at))) {
                learned.add(here.remove(place));
            }
            if (!learned.isEmpty()) {
                // An intervention consumes nothing.
                learner.remember(learned, entries.get(at).getSteps());
            }
            learned.forEach(unrolls::giveBack);
            at++;
        }
        return at;
    }

    private static boolean wholeRead(EventSource<Unroll> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return false;
            }
        }
        return true;
    }

    private static List<Place> places(Update entry) {
        return entry.getConsumed().stream().map(Rebuild::place).toList();
    }

    private static Place place(ConsumedUnroll consumed) {
        return new Place(consumed.getPartition(), consumed.getOffset(), consumed.getLane(), consumed.getNumber());
    }
}
