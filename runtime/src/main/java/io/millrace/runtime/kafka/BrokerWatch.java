package io.millrace.runtime.kafka;

import io.millrace.runtime.event.BusException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the broker owes an answer, says so, and gives up after the deadline. Fed by sinks and
 * sources; safe for use by several threads.
 */
final class BrokerWatch {

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerWatch.class);
    private static final long WORTH_SAYING_NANOS = 3_000_000_000L;

    private final KafkaConnection connection;
    private final AtomicLong unacknowledged = new AtomicLong();
    private volatile long answeredAt = System.nanoTime();
    private volatile boolean disconnected;
    private volatile boolean said;
    private volatile @Nullable BusException failure;

    BrokerWatch(KafkaConnection connection) {
        this.connection = connection;
    }

    /** A message is on its way. */
    void sent() {
        if (unacknowledged.getAndIncrement() == 0 && !disconnected) {
            answeredAt = System.nanoTime();
        }
    }

    /** The broker took a message, or refused it for good. */
    void acknowledged(@Nullable Exception refusal) {
        unacknowledged.decrementAndGet();
        if (refusal == null) {
            answered();
        } else {
            failure = connection.explained(refusal);
        }
    }

    /** A source sees whether it is connected at all. */
    void connected(boolean connected) {
        if (connected) {
            disconnected = false;
            if (unacknowledged.get() == 0) {
                answered();
            }
        } else if (!disconnected) {
            disconnected = true;
            if (unacknowledged.get() == 0) {
                answeredAt = System.nanoTime();
            }
        }
    }

    /** Messages arrived. */
    void answered() {
        answeredAt = System.nanoTime();
        if (said) {
            said = false;
            LOGGER.atInfo().addKeyValue("broker", connection.bootstrapServers()).log("the broker answers again");
        }
    }

    /**
     * Says that the broker is awaited, and gives up after the deadline.
     *
     * @throws BusException if a message could not be delivered, or the deadline is over
     */
    void check() {
        BusException failed = failure;
        if (failed != null) {
            throw new BusException(String.valueOf(failed.getMessage()), failed);
        }
        long waiting = waitingNanos();
        if (waiting > WORTH_SAYING_NANOS && !said) {
            said = true;
            LOGGER.atWarn()
                    .addKeyValue("broker", connection.bootstrapServers())
                    .addKeyValue("deadlineSeconds", connection.deadline().toSeconds())
                    .log("the broker does not answer; waiting for it");
        }
        if (waiting > connection.deadline().toNanos()) {
            throw new BusException("The Kafka broker at " + connection.bootstrapServers() + " has not answered for "
                    + connection.deadline().toSeconds() + " s. What was acknowledged is kept; start this service"
                    + " again when the broker is back.");
        }
    }

    double waitingSeconds() {
        return waitingNanos() / 1e9;
    }

    long unacknowledged() {
        return unacknowledged.get();
    }

    private long waitingNanos() {
        return unacknowledged.get() > 0 || disconnected ? System.nanoTime() - answeredAt : 0;
    }
}
