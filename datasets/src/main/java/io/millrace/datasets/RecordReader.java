package io.millrace.datasets;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unrolls of one partition of a run's transitions, in the order of their offsets. One thread at a time. */
final class RecordReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Topic<Unroll> topic;
    private final int partition;
    private final long end;
    private final EventSource<Unroll> source;
    private Iterator<Event<Unroll>> polled = List.<Event<Unroll>>of().iterator();

    /**
     * @param from offset to begin with; one that is no longer kept stands for the oldest that is
     * @param end  offset to end before; at most the end of the partition
     */
    RecordReader(Bus bus, Topic<Unroll> topic, int partition, long from, long end) {
        this.topic = topic;
        this.partition = partition;
        this.end = end;
        // Whoever begins at the end of the other partitions reads this one alone.
        List<Long> positions = new ArrayList<>(bus.ends(topic));
        positions.set(partition, Math.min(from, positions.get(partition)));
        this.source = bus.reader(topic, positions, (name, where, offset, key, value, reason) -> {
            if (where == partition && offset < end) {
                throw new RecordDefect("The record at offset " + offset + " of partition " + where + " of " + name
                        + " cannot be read: " + reason + " Choose a range before or behind it.");
            }
        });
    }

    /** The next unroll; null behind the last. */
    @Nullable
    Event<Unroll> next() {
        long waitedSince = System.nanoTime();
        while (true) {
            while (polled.hasNext()) {
                Event<Unroll> event = polled.next();
                if (event.partition() == partition && event.offset() < end) {
                    return event;
                }
            }
            if (source.position(partition) >= end) {
                return null;
            }
            polled = source.poll(POLL).iterator();
            requireGoingOn(waitedSince);
        }
    }

    /** An interrupted source returns at once, again and again. */
    private void requireGoingOn(long waitedSince) {
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while reading " + topic.name() + ".");
        }
        if (!polled.hasNext() && System.nanoTime() - waitedSince > PATIENCE.toNanos()) {
            throw new BusException("Partition " + partition + " of " + topic.name() + " gave nothing for "
                    + PATIENCE.toSeconds() + " s, though its end at offset " + end + " is not reached. Look after the"
                    + " broker, and start the same command again.");
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
