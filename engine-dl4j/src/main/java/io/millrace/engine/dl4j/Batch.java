package io.millrace.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Off-heap numbers for one layer's rows. They are {@code units x rows} in column order, which is
 * {@code rows x units} in row order: the order in which BLAS multiplies without a copy. Memory is that
 * of the largest batch seen.
 */
final class Batch implements AutoCloseable {

    private final int units;
    private INDArray memory;
    private INDArray view;
    private int rows = 1;

    Batch(int units) {
        this.units = units;
        memory = Nd4j.create(units);
        view = view(1);
    }

    /**
     * Makes it hold that many rows, whose content is then undefined.
     *
     * @return whether anything had to change
     */
    boolean resize(int rows) {
        if (rows == this.rows) {
            return false;
        }
        long needed = (long) units * rows;
        if (needed > memory.length()) {
            memory.close();
            memory = Nd4j.create(needed);
        }
        this.rows = rows;
        view = view(rows);
        return true;
    }

    int rows() {
        return rows;
    }

    /** The rows as a matrix; the same one until the next {@link #resize} that changes something. */
    INDArray array() {
        return view;
    }

    /** Fills the rows from the array's beginning. */
    void put(float[] source) {
        HostMemory.put(source, 0, memory, units * rows);
    }

    /** Copies the rows to the array's beginning. */
    void get(float[] target) {
        HostMemory.get(memory, target, 0, units * rows);
    }

    @Override
    public void close() {
        memory.close();
    }

    private INDArray view(int rows) {
        return Nd4j.create(memory.data(), new long[] {units, rows}, new long[] {1, units}, 0, 'f');
    }
}
