package io.millrace.app.faults;

import io.millrace.messages.Episode;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** Everything that can be read on the topics of a run when it is over. */
record Recorded(
        List<Event<Unroll>> unrolls,
        List<Event<Update>> ledger,
        List<Event<Episode>> episodes,
        List<Event<RejectedRecord>> quarantine) {

    private static final Rejections PASSED_OVER = (topic, partition, offset, key, value, reason) -> {};

    static Recorded of(Bus bus, Topics topics) {
        return new Recorded(
                all(bus, topics.transitions()),
                all(bus, topics.updates()),
                all(bus, topics.episodes()),
                all(bus, topics.quarantine()));
    }

    private static <V extends SpecificRecordBase> List<Event<V>> all(Bus bus, Topic<V> topic) {
        List<Long> ends = bus.ends(topic);
        List<Event<V>> events = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, Bus.Start.BEGINNING, PASSED_OVER)) {
            Deadline.await("the end of " + topic.name(), () -> {
                events.addAll(source.poll(Duration.ofMillis(50)));
                for (int partition = 0; partition < ends.size(); partition++) {
                    if (source.position(partition) < ends.get(partition)) {
                        return false;
                    }
                }
                return true;
            });
        }
        return events;
    }
}
