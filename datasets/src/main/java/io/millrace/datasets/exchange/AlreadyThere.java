package io.millrace.datasets.exchange;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * Sends unrolls to a topic of one partition that may hold the first of them already, from an import that was stopped:
 * those are compared and not sent again. One thread at a time.
 */
final class AlreadyThere implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Topic<Unroll> topic;
    private final long there;
    private final EventSource<Unroll> source;
    private final EventSink<Unroll> sink;
    private Iterator<Event<Unroll>> polled = List.<Event<Unroll>>of().iterator();
    private long sent;

    AlreadyThere(Bus bus, Topic<Unroll> topic) {
        this.topic = topic;
        this.there = bus.ends(topic).get(0);
        this.sink = bus.sink(topic, Delivery.BULK);
        this.source = bus.reader(topic, Bus.Start.BEGINNING, (name, partition, offset, key, value, reason) -> {
            throw other(offset);
        });
    }

    void send(Unroll unroll) {
        if (sent < there) {
            Event<Unroll> before = next();
            if (!before.value().equals(unroll)) {
                throw other(before.offset());
            }
        } else {
            sink.send(0, String.valueOf(unroll.getLane()), unroll);
        }
        sent++;
    }

    /** Waits until all is acknowledged. */
    void finish() {
        sink.flush();
        if (sent < there) {
            throw other(sent);
        }
    }

    private Event<Unroll> next() {
        while (!polled.hasNext()) {
            polled = source.poll(POLL).iterator();
            if (Thread.currentThread().isInterrupted()) {
                throw new BusException("Stopped while reading " + topic.name() + ".");
            }
        }
        return polled.next();
    }

    private UserMistake other(long offset) {
        return new UserMistake("The record at offset " + offset + " of " + topic.name() + " is of something else than"
                + " these files. If an import was stopped, give it the same files and options again; otherwise choose"
                + " another name with --as.");
    }

    @Override
    public void close() {
        source.close();
    }
}
