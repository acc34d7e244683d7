package io.millrace.datasets;

/** Is told how far long work is, often. */
@FunctionalInterface
public interface Watcher {

    /** Is told nothing. */
    Watcher NOBODY = (done, of) -> {};

    /**
     * How far it is.
     *
     * @param done unrolls or rows dealt with
     * @param of   how many there are in all; 0 where that is not known yet
     */
    void at(long done, long of);
}
