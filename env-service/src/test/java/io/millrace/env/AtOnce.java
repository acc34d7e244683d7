package io.millrace.env;

import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A source that never waits: in a test everything was sent before, and what was not does not come. */
record AtOnce<V>(EventSource<V> source) implements EventSource<V> {

    @Override
    public List<Event<V>> poll(Duration timeout) {
        return source.poll(Duration.ZERO);
    }

    @Override
    public Set<Integer> partitions() {
        return source.partitions();
    }

    @Override
    public long position(int partition) {
        return source.position(partition);
    }

    @Override
    public void reject(Event<V> event, String reason) {
        source.reject(event, reason);
    }

    @Override
    public void close() {
        source.close();
    }
}
