package io.millrace.monitoring;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A topic of one partition, told to somebody message by message.
 *
 * @param end offset behind what stood on the topic when it was opened
 */
record Feed<V>(EventSource<V> source, long end, Consumer<V> listener) implements AutoCloseable {

    /** @param most records to begin before the topic's end, at most */
    static <V extends SpecificRecordBase> Feed<V> open(
            Bus bus, Topic<V> topic, long most, Rejections rejections, Consumer<V> listener) {
        long end = bus.ends(topic).get(0);
        return new Feed<>(bus.reader(topic, List.of(Math.max(0, end - most)), rejections), end, listener);
    }

    /** Tells what came, waiting for it at most so long; returns how much. */
    int follow(Duration timeout) {
        List<Event<V>> events = source.poll(timeout);
        events.forEach(event -> listener.accept(event.value()));
        return events.size();
    }

    /** Whether all is told that stood on the topic when it was opened. */
    boolean caughtUp() {
        return source.position(0) >= end;
    }

    @Override
    public void close() {
        source.close();
    }
}
