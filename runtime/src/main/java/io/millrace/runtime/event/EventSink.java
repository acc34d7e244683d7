package io.millrace.runtime.event;

/**
 * Sends messages to one topic. Sending is idempotent: a message that was acknowledged stands on the
 * topic once. May be used by several threads; messages of one thread to one partition keep their order.
 */
public interface EventSink<V> {

    /**
     * Sends a message. Returns once it is buffered; it is on the topic after {@link #flush}. The message
     * itself is not kept: it may be changed and sent again.
     *
     * @throws BusException if the bus took no message for as long as its deadline, or an earlier
     *     message could not be delivered
     */
    void send(int partition, String key, V value);

    /**
     * Sends off what waits to be sent together, without waiting until it is acknowledged. Does nothing
     * for other deliveries: their messages are on their way.
     *
     * @throws BusException as {@link #send}
     */
    default void dispatch() {}

    /**
     * Waits until everything sent before is acknowledged.
     *
     * @throws BusException if something sent before could not be delivered within the bus's deadline
     */
    void flush();
}
