package io.millrace.app.commands;

import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.run.RunRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The runs of a bus, asked for again when the last answer is some seconds old: asking reads the whole topic. */
final class RunsNow implements Supplier<Collection<Run>> {

    private static final long AGE_NANOS = Duration.ofSeconds(5).toNanos();

    private final RunRegistry registry;
    private final LongSupplier nanos;
    private Collection<Run> known = List.of();
    private long askAt;

    private RunsNow(RunRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
        this.askAt = nanos.getAsLong();
    }

    /** @param nanos tells passing time, as {@link System#nanoTime} does */
    static RunsNow of(Bus bus, LongSupplier nanos) {
        return new RunsNow(new RunRegistry(bus), nanos);
    }

    /** {@inheritDoc} A bus that does not answer leaves what was known. One thread at a time. */
    @Override
    public Collection<Run> get() {
        if (nanos.getAsLong() - askAt >= 0) {
            try {
                known = List.copyOf(registry.all());
            } catch (BusException away) {
                // Asked again in a moment; whoever watches these runs says that the bus is away.
            }
            askAt = nanos.getAsLong() + AGE_NANOS;
        }
        return known;
    }
}
