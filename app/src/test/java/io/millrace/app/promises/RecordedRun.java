package io.millrace.app.promises;

import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** What stands on the topics of a run. */
final class RecordedRun {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Rejections NONE_EXPECTED = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError(topic + "[" + partition + "]@" + offset + " was rejected: " + reason);
    };

    private final Bus bus;
    private final Topics topics;

    RecordedRun(Bus bus, Run run) {
        this.bus = bus;
        this.topics = new Topics(run.getRun(), run.getPartitions());
    }

    List<Event<Unroll>> unrolls() {
        return all(topics.transitions());
    }

    List<Event<Update>> ledger() {
        return all(topics.updates());
    }

    /** Number of records in quarantine. */
    long quarantined() {
        return bus.ends(topics.quarantine()).get(0);
    }

    /** Waits until the learner has published this version; gives what it reported then. */
    Progress awaitVersion(long version, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        try (EventSource<Progress> source = bus.reader(topics.progress(), Start.BEGINNING, NONE_EXPECTED)) {
            while (System.nanoTime() < end) {
                for (Event<Progress> event : source.poll(POLL)) {
                    if (event.value().getVersion() >= version) {
                        return event.value();
                    }
                }
            }
        }
        throw new AssertionError("Version " + version + " was not published within " + deadline);
    }

    private <V extends SpecificRecordBase> List<Event<V>> all(Topic<V> topic) {
        List<Long> ends = bus.ends(topic);
        List<Event<V>> events = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, NONE_EXPECTED)) {
            while (behind(source, ends)) {
                events.addAll(source.poll(POLL));
            }
        }
        return events;
    }

    private static boolean behind(EventSource<?> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }
}
