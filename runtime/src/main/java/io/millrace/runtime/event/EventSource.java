package io.millrace.runtime.event;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Receives the messages of one topic, each partition in order. Records that cannot be decoded go to
 * quarantine and are passed over. One thread at a time.
 */
public interface EventSource<V> extends AutoCloseable {

    /**
     * The next messages; empty if none came within the timeout.
     *
     * @param timeout longest wait for the first message; zero does not wait
     * @throws BusException if the bus refuses this reader, or was away for longer than its deadline
     */
    List<Event<V>> poll(Duration timeout);

    /** The partitions this source reads at present; changes only inside {@link #poll}. */
    Set<Integer> partitions();

    /** Offset of the next record of a partition that this source reads; rejected records are behind it. */
    long position(int partition);

    /**
     * Records of these partitions that were gone before they could be read, since the source was opened: a topic that is
     * kept to a limit lets go of its oldest, and reading goes on behind them. On a compacted topic that is as it should
     * be.
     */
    default long missed() {
        return 0;
    }

    /** Sends a message that was received, but cannot be used, to quarantine. */
    void reject(Event<V> event, String reason);

    @Override
    void close();
}
