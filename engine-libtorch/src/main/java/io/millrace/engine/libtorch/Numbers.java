package io.millrace.engine.libtorch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A float32 array that a device computes with and that this process can read and write. */
final class Numbers implements AutoCloseable {

    private final Tensor numbers;
    /** The copy of a GPU's numbers in memory that it can read by itself; null where that is not needed. */
    private final @Nullable Tensor copy;

    private final FloatPointer memory;

    /** Zeros. */
    Numbers(TorchRuntime runtime, long... shape) {
        this(
                torch.zeros(shape, runtime.onDevice()),
                runtime.onGpu() ? torch.empty(shape, runtime.onHost(), new MemoryFormatOptional()) : null);
    }

    private Numbers(Tensor numbers, @Nullable Tensor copy) {
        this.numbers = numbers;
        this.copy = copy;
        memory = copy == null ? numbers.data_ptr_float() : copy.data_ptr_float();
    }

    /** The same memory, seen as its first rows alone. */
    Numbers firstRows(int rows) {
        return new Numbers(numbers.narrow(0, 0, rows), copy == null ? null : copy.narrow(0, 0, rows));
    }

    /** As the device sees it. */
    Tensor tensor() {
        return numbers;
    }

    /** Sets all to zero. */
    void clear() {
        numbers.zero_();
    }

    /** Fills it from the array's beginning. */
    void put(float[] source, int count) {
        memory.put(source, 0, count);
        if (copy != null) {
            numbers.copy_(copy, false);
        }
    }

    /**
     * Lets a GPU fill it from the array's beginning when its current stream comes to that. Until then
     * nothing else may be put there.
     */
    void putLater(float[] source, int count) {
        memory.put(source, 0, count);
        if (copy != null) {
            numbers.copy_(copy, true);
        }
    }

    /** Copies it to the array's beginning, once it is computed. */
    void get(float[] target, int count) {
        if (copy != null) {
            copy.copy_(numbers, false);
        }
        memory.get(target, 0, count);
    }

    @Override
    public void close() {
        if (copy != null) {
            copy.close();
        }
        numbers.close();
    }
}
