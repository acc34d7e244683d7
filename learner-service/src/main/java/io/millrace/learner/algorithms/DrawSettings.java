package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayMemory;
import io.millrace.learner.replay.ReplaySettings;

/**
 * What all algorithms that draw steps from a replay memory are set by; {@link DqnSettings} says what each means. A
 * memory that is smaller than an update keeps what came last.
 */
interface DrawSettings extends MemorySettings {

    double discount();

    ReplaySettings replay();

    @Override
    default int capacity() {
        return replay().capacity();
    }

    int batch();

    double samplesPerInsert();

    long learningStarts();

    int nStep();

    @Override
    default void requireRoom(UnrollShape shape, int unrolls) {
        ReplayMemory.requireFitting(shape, replay().capacity(), "algorithm.replay.capacity");
    }

    /** Refuses numbers that cannot be in any of them. */
    static void require(double discount, int batch, double samplesPerInsert, long learningStarts, int nStep) {
        Rule.fraction("discount", discount, "0.99");
        Rule.require(batch >= 1, "batch", batch, "at least 1", "64");
        Rule.notNegative("samples-per-insert", samplesPerInsert, "8");
        Rule.require(learningStarts >= 0, "learning-starts", learningStarts, "from 0 on", "1000");
        Rule.require(nStep >= 1, "n-step", nStep, "at least 1", "3");
    }
}
