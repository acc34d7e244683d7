package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollShape;

/** Settings of an algorithm that remembers steps. */
interface MemorySettings {

    /** Steps that are remembered. */
    int capacity();

    /** Refuses a capacity as {@link Algorithms#requireRoom} does. */
    void requireRoom(UnrollShape shape, int unrolls);
}
