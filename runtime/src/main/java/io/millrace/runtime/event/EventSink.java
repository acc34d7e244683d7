package io.millrace.runtime.event;

/**
 * Sends messages to one topic. Sending is idempotent: a message that was acknowledged stands on the
 * topic once. May be used by several threads; messages of one thread to one partition keep their order.
 */
public interface EventSink<V> {

    /**
     * Sends a message. Returns once it is buffered; it is on the topic after {@link #flush}.
     *
     * @throws BusException if the bus took no message for as long as its deadline, or an earlier
     *     message could not be delivered
     */
    void send(int partition, String key, V value);

    /**
     * Waits until everything sent before is acknowledged.
     *
     * @throws BusException if something sent before could not be delivered within the bus's deadline
     */
    void flush();
}
