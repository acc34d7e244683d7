package io.millrace.runtime.kafka;

import io.millrace.runtime.event.BusException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how long the broker has owed answers, to the senders and to each source, and says so in the
 * log: once when it stays away, once when it is back. Safe for use by several threads.
 */
final class BrokerWatch implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerWatch.class);
    private static final long WORTH_SAYING_NANOS = Duration.ofSeconds(3).toNanos();

    private final KafkaConnection connection;
    private final LongSupplier nanoTime;
    private final Map<Object, Long> silences = new HashMap<>();
    private final ScheduledExecutorService teller;
    private long unacknowledged;
    private long acknowledgedAt;
    private boolean said;
    private @Nullable BusException failure;

    /** @param nanoTime a clock of nanoseconds that only goes forward */
    BrokerWatch(KafkaConnection connection, LongSupplier nanoTime) {
        this.connection = connection;
        this.nanoTime = nanoTime;
        // On its own thread: whoever waits for the broker is blocked and cannot say so.
        this.teller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "broker-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Says what it sees from now on, until it is closed. */
    void start() {
        var unused = teller.scheduleWithFixedDelay(this::tell, 1, 1, TimeUnit.SECONDS);
    }

    /** A message is on its way. */
    synchronized void sent() {
        if (unacknowledged++ == 0) {
            acknowledgedAt = nanoTime.getAsLong();
        }
    }

    /** The broker took a message. */
    synchronized void acknowledged() {
        unacknowledged--;
        acknowledgedAt = nanoTime.getAsLong();
    }

    /** A message was not sent after all; its sender knows. */
    synchronized void withdrawn() {
        unacknowledged--;
    }

    /** A message is lost: whoever uses the bus next is told. */
    synchronized void lost(BusException why) {
        unacknowledged--;
        if (failure == null) {
            failure = why;
        }
    }

    /**
     * A source has waited so long for any answer.
     *
     * @param nanos 0 if it is being answered
     */
    synchronized void silent(Object source, long nanos) {
        if (nanos == 0) {
            silences.remove(source);
        } else {
            silences.put(source, nanos);
        }
    }

    /**
     * Passes on that a message was lost.
     *
     * @throws BusException if one was; its cause is what the broker or the client said
     */
    synchronized void check() {
        if (failure != null) {
            // A new one each time: it carries the trace of whoever learns of it.
            throw new BusException(String.valueOf(failure.getMessage()), failure);
        }
    }

    /** Says that the broker is awaited, or that it answers again, once each. */
    synchronized void tell() {
        boolean late = waitingNanos() > WORTH_SAYING_NANOS;
        if (late && !said) {
            LOGGER.atWarn()
                    .addKeyValue("broker", connection.bootstrapServers())
                    .addKeyValue("deadlineSeconds", connection.deadline().toSeconds())
                    .log("the broker does not answer; waiting for it");
        } else if (!late && said && failure == null) {
            LOGGER.atInfo().addKeyValue("broker", connection.bootstrapServers()).log("the broker answers again");
        }
        said = late;
    }

    synchronized double waitingSeconds() {
        return waitingNanos() / 1e9;
    }

    synchronized long unacknowledged() {
        return unacknowledged;
    }

    @Override
    public void close() {
        teller.shutdownNow();
    }

    private long waitingNanos() {
        long longest = unacknowledged > 0 ? nanoTime.getAsLong() - acknowledgedAt : 0;
        for (long silence : silences.values()) {
            longest = Math.max(longest, silence);
        }
        return longest;
    }
}
