package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import java.util.Arrays;

/**
 * Deals out the steps of a run in the order in which they were taken, each once, as soon as the action that follows
 * its n steps can be known. Where an unroll ends before that, its last steps wait for the unrolls of the updates that
 * follow; they wait for no more updates than n ticks can reach over, since a lane may skip an unroll.
 */
final class StepsInOrder {

    private final int nStep;
    private long[] waiting = {};
    private long[] since = {};
    private int waitingCount;
    private long[] ready = {};
    private int readyCount;
    private long updates;

    /** @param nStep steps from one whose value is learned to the action whose value counts in it; at least 1 */
    StepsInOrder(int nStep) {
        this.nStep = nStep;
    }

    /** Updates that a step waits for at most until n steps are known, with unrolls of that shape. */
    static int updatesToWait(int nStep, UnrollShape shape) {
        return (nStep + shape.steps() - 1) / shape.steps();
    }

    /** Takes in the steps of an update: then {@link #ready} are those that can be learned from now. */
    void insert(UnrollBatch batch, long stepsBefore) {
        updates++;
        makeRoom(waitingCount + batch.stepRows());
        releaseWaiting(updatesToWait(nStep, batch.shape()));
        UnrollShape shape = batch.shape();
        int unrolls = batch.stepRows() / shape.stepRows();
        for (int tick = 0; tick < shape.steps(); tick++) {
            for (int unroll = 0; unroll < unrolls; unroll++) {
                int first = (unroll * shape.steps() + tick) * shape.environments();
                for (int row = first; row < first + shape.environments(); row++) {
                    put(stepsBefore + row, isKnown(batch, tick, row));
                }
            }
        }
    }

    /** Ids of the steps to learn from, in order; {@link #readyCount} of them. Overwritten by the next insert. */
    long[] ready() {
        return ready;
    }

    /** How many steps there are to learn from. */
    int readyCount() {
        return readyCount;
    }

    private void releaseWaiting(int updatesToWait) {
        readyCount = 0;
        while (readyCount < waitingCount && updates - since[readyCount] >= updatesToWait) {
            ready[readyCount] = waiting[readyCount];
            readyCount++;
        }
        waitingCount -= readyCount;
        System.arraycopy(waiting, readyCount, waiting, 0, waitingCount);
        System.arraycopy(since, readyCount, since, 0, waitingCount);
    }

    /** Whether the unroll itself says what follows: the action n ticks on, or that the episode ended before. */
    private boolean isKnown(UnrollBatch batch, int tick, int row) {
        int ticks = batch.shape().steps();
        if (tick + nStep < ticks) {
            return true;
        }
        for (int ahead = 0; tick + ahead < ticks; ahead++) {
            if (Ends.ended(batch.ends()[row + ahead * batch.shape().environments()])) {
                return true;
            }
        }
        return false;
    }

    private void put(long step, boolean known) {
        if (known) {
            ready[readyCount++] = step;
        } else {
            waiting[waitingCount] = step;
            since[waitingCount] = updates;
            waitingCount++;
        }
    }

    private void makeRoom(int steps) {
        if (ready.length < steps) {
            ready = new long[steps];
            waiting = Arrays.copyOf(waiting, steps);
            since = Arrays.copyOf(since, steps);
        }
    }
}
