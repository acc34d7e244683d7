package io.millrace.learner;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One partition of recorded unrolls, asked for by offset: mostly the next one, now and then one that was passed. What
 * was passed long ago is read again. Holds what one poll gave and a bounded number of those that were passed. One
 * thread at a time.
 */
final class LoggedPartition implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /** An offset at which no unroll can be read. The message is the rest of a sentence about the unroll. */
    static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private final Bus bus;
    private final Topic<Unroll> topic;
    private final int partition;
    private final Map<Long, Event<Unroll>> passed;
    private final Map<Long, String> refused;
    private final Deque<Event<Unroll>> ahead = new ArrayDeque<>();
    private @Nullable EventSource<Unroll> source;
    private long next;
    private long end;

    /** @param mostPassed how many unrolls that were passed are held */
    LoggedPartition(Bus bus, Topic<Unroll> topic, int partition, int mostPassed) {
        this.bus = bus;
        this.topic = topic;
        this.partition = partition;
        this.passed = bounded(mostPassed);
        this.refused = bounded(mostPassed);
    }

    /**
     * What stands at an offset; held no longer.
     *
     * @throws UnreadableException if nothing stands there, or what does is no unroll
     * @throws BusException if the bus cannot read it, such as where its bytes were changed
     */
    Event<Unroll> at(long offset) {
        Event<Unroll> held = passed.remove(offset);
        if (held != null) {
            return held;
        }
        EventSource<Unroll> reading = source == null || offset < next ? openAt(offset) : source;
        Event<Unroll> event = nextOf(reading, offset);
        while (event.offset() < offset) {
            passed.put(event.offset(), event);
            event = nextOf(reading, offset);
        }
        if (event.offset() > offset) {
            ahead.addFirst(event);
            next = event.offset();
            throw new UnreadableException(whyNot(offset, event.offset()));
        }
        return event;
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    private Event<Unroll> nextOf(EventSource<Unroll> reading, long wanted) {
        long began = System.nanoTime();
        while (ahead.isEmpty()) {
            if (reading.position(partition) >= end) {
                throw new UnreadableException(whyNot(wanted, end));
            }
            for (Event<Unroll> event : reading.poll(POLL)) {
                // Of the other partitions comes what was recorded since.
                if (event.partition() == partition) {
                    ahead.add(event);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new BusException("Stopped while reading recorded unrolls.");
            }
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new UnreadableException("cannot be read: the broker gave nothing from offset "
                        + reading.position(partition) + " on for "
                        + Duration.ofNanos(PATIENCE_NANOS).toSeconds() + " s, though the partition ends at " + end
                        + ". The bytes on its disk are not those that were written, or it is overloaded: see its log.");
            }
        }
        Event<Unroll> event = ahead.remove();
        next = event.offset() + 1;
        return event;
    }

    /** @param found offset of the next record there, or the partition's end */
    private String whyNot(long wanted, long found) {
        if (refused.containsKey(wanted)) {
            return "cannot be read: " + refused.get(wanted);
        }
        if (wanted >= end) {
            return "is not there: the partition ends at offset " + end
                    + ". The topic was made anew or lost records since the ledger was written.";
        }
        long beginning = beginning();
        return beginning > wanted
                ? "is not there any more: the partition begins at offset " + beginning
                        + " by now. What was before was deleted, as topics are that keep records for a limited time."
                : "cannot be read: the partition reaches from offset " + beginning + " to " + end
                        + ", but what comes in its place says that it is at offset " + found
                        + ". The bytes on the broker's disk are not those that were written.";
    }

    private long beginning() {
        try (EventSource<Unroll> oldest = bus.reader(topic, Start.BEGINNING, (name, there, at, key, value, reason) -> {
            // It says so itself when it is asked for.
        })) {
            return oldest.position(partition);
        }
    }

    /** Alone, so that no partition is read further than it is asked for: others begin at their ends. */
    private EventSource<Unroll> openAt(long offset) {
        close();
        ahead.clear();
        List<Long> positions = new ArrayList<>(bus.ends(topic));
        end = positions.get(partition);
        if (offset >= end) {
            throw new UnreadableException(whyNot(offset, end));
        }
        positions.set(partition, offset);
        next = offset;
        EventSource<Unroll> opened = bus.reader(topic, positions, (name, there, at, key, value, reason) -> {
            if (there == partition) {
                refused.put(at, reason);
            }
        });
        source = opened;
        return opened;
    }

    private static <V> Map<Long, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
                return size() > most;
            }
        };
    }
}
