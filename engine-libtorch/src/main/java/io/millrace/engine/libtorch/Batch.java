package io.millrace.engine.libtorch;

import org.bytedeco.pytorch.Tensor;

/** Numbers for one layer's rows, {@code rows x units}. Memory is that of the largest batch seen. */
final class Batch implements AutoCloseable {

    private final TorchRuntime runtime;
    private final int units;
    private int capacity = 1;
    private int rows = 1;
    private Numbers memory;
    private Numbers view;
    private Tensor transposed;

    Batch(TorchRuntime runtime, int units) {
        this.runtime = runtime;
        this.units = units;
        memory = new Numbers(runtime, 1, units);
        view = memory.firstRows(1);
        transposed = view.tensor().t();
    }

    /** Makes it hold that many rows, whose content is then undefined. */
    void resize(int rows) {
        if (rows == this.rows) {
            return;
        }
        transposed.close();
        view.close();
        if (rows > capacity) {
            memory.close();
            memory = new Numbers(runtime, rows, units);
            capacity = rows;
        }
        this.rows = rows;
        view = memory.firstRows(rows);
        transposed = view.tensor().t();
    }

    int rows() {
        return rows;
    }

    /** The same one until the next {@link #resize} that changes something. */
    Tensor tensor() {
        return view.tensor();
    }

    /** {@code units x rows}; the same one until the next {@link #resize} that changes something. */
    Tensor transposed() {
        return transposed;
    }

    /** Sets the rows to zero. */
    void clear() {
        view.clear();
    }

    void put(float[] source) {
        view.put(source, rows * units);
    }

    void putLater(float[] source) {
        view.putLater(source, rows * units);
    }

    void get(float[] target) {
        view.get(target, rows * units);
    }

    @Override
    public void close() {
        transposed.close();
        view.close();
        memory.close();
    }
}
