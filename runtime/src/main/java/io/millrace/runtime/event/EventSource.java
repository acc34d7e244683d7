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

    /**
     * Polls these partitions alone from here on; the others stay where they are until they are named again. For who
     * reads a topic alone: the partitions of a group's member are the group's affair.
     *
     * @param partitions some of those it reads; none is fine
     */
    default void attendTo(Set<Integer> partitions) {
        throw new UnsupportedOperationException("This source has no partitions to choose from.");
    }

    /**
     * Goes on reading at these offsets, be they before or behind what was read. For who reads a topic alone.
     *
     * @param positions one offset for each partition; an offset that is no longer kept stands for the oldest record
     *     that is
     */
    default void seek(List<Long> positions) {
        throw new UnsupportedOperationException("This source has one direction.");
    }

    /** Sends a message that was received, but cannot be used, to quarantine. */
    void reject(Event<V> event, String reason);

    @Override
    void close();
}
