package io.millrace.app.faults;

import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Watches a run's progress from outside, and remembers each unroll that it saw and where. */
final class Observer implements AutoCloseable {

    private static final Rejections PASSED_OVER = (topic, partition, offset, key, value, reason) -> {};
    private static final Duration POLL = Duration.ofMillis(10);

    private final EventSource<Update> updates;
    private final EventSource<Unroll> transitions;
    private final Map<String, String> unrolls = new HashMap<>();
    private long version;
    private Duration ahead = Duration.ZERO;

    Observer(Bus bus, Topics topics) {
        this.updates = bus.reader(topics.updates(), Start.BEGINNING, PASSED_OVER);
        this.transitions = bus.reader(topics.transitions(), Start.BEGINNING, PASSED_OVER);
    }

    /** Waits until the ledger stands at this update or beyond; gives where it stands. */
    long await(long wanted) {
        Deadline.await("update " + wanted + " (the ledger stands at " + version + ")", () -> look() >= wanted);
        return version;
    }

    /**
     * Waits until whoever writes the ledger goes by a clock that is so far ahead of the true one.
     *
     * @param meanwhile is done again and again
     */
    void awaitClock(Predicate<Duration> wanted, Runnable meanwhile) {
        Deadline.await("another clock (the ledger's is ahead by " + ahead + ")", () -> {
            meanwhile.run();
            look();
            return wanted.test(ahead);
        });
    }

    /** Where the ledger stands. */
    long look() {
        for (Event<Update> event : updates.poll(POLL)) {
            version = Math.max(version, event.value().getVersion());
            ahead = Duration.between(Instant.now(), event.value().getUpdatedAt());
        }
        transitions
                .poll(Duration.ZERO)
                .forEach(event -> unrolls.put(Invariants.offset(event), Invariants.place(event.value())));
        return version;
    }

    /** Each unroll that could be read on the way, by where it stood. */
    Map<String, String> seen() {
        return unrolls;
    }

    @Override
    public void close() {
        updates.close();
        transitions.close();
    }
}
