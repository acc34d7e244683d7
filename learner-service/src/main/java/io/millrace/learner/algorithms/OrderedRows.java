package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import java.util.ArrayList;
import java.util.List;

/** Steps of an update in their order, put together in chunks that bound what an engine has to hold. */
final class OrderedRows {

    private static final int ROWS_AT_ONCE = 1024;

    private final int every;
    private final List<Minibatch> chunks = new ArrayList<>();
    private int[] order = {};
    private int rows;
    private int count;

    /** Takes over the first of every so many steps; 1 for all. */
    OrderedRows(int every) {
        this.every = every;
    }

    void gather(UnrollBatch batch, StepTargets targets) {
        rows = (batch.stepRows() + every - 1) / every;
        count = (rows + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
        order = order.length < rows ? new int[rows] : order;
        for (int i = 0; i < rows; i++) {
            order[i] = i * every;
        }
        while (chunks.size() < count) {
            chunks.add(new Minibatch());
        }
        for (int i = 0; i < count; i++) {
            int begin = begin(i);
            chunks.get(i).gather(batch, targets, order, begin, Math.min(rows, begin + ROWS_AT_ONCE));
        }
    }

    /** All of them. */
    int rows() {
        return rows;
    }

    /** Chunks, numbered from 0. */
    int count() {
        return count;
    }

    Minibatch chunk(int i) {
        return chunks.get(i);
    }

    /** How many rows lie in the chunks before. */
    int begin(int chunk) {
        return chunk * ROWS_AT_ONCE;
    }

    /** Rows of the largest chunk. */
    int largest() {
        return Math.min(rows, ROWS_AT_ONCE);
    }
}
