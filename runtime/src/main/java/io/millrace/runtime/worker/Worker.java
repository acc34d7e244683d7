package io.millrace.runtime.worker;

/**
 * Something with one duty cycle. After construction one thread alone calls it: {@link #runOnce} again
 * and again, then {@link #close} once, also after a failure.
 */
public interface Worker extends AutoCloseable {

    /** For threads, logs and health; one word or two, in lower case. */
    String name();

    /**
     * Does what there is to do now. It may wait for more to do, for at most about 100 milliseconds: this
     * is how soon the worker notices that it is to stop. Whatever it throws ends the worker.
     *
     * @return how much it did, in the worker's own unit; 0 if there was nothing to do
     */
    int runOnce();

    /** Whether all is done for ever, so that the worker ends without being told to. */
    default boolean finished() {
        return false;
    }

    /** Gives back what the worker holds, in bounded time. */
    @Override
    void close();
}
