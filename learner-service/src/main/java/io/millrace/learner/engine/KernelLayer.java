package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Dense;
import io.millrace.policy.network.Factor;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.Rows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A layer with the way back through it. */
final class KernelLayer {

    private static final int SHORT = 32;

    private final Dense dense;
    private final int offset;
    private final @Nullable Activation activation;
    private final Kernel kernel;
    private final Factor transposed;
    private final Rows deltas;
    private final boolean sumsByInput;
    private final Rows sums;
    private final float[] biasSum;

    /**
     * @param offset     of its parameters in the flat vector
     * @param activation what follows; null for nothing
     */
    KernelLayer(int inputs, int outputs, int offset, @Nullable Activation activation, Kernel kernel) {
        this.offset = offset;
        this.activation = activation;
        this.kernel = kernel;
        dense = new Dense(inputs, outputs, activation, kernel);
        transposed = kernel.factor(outputs, inputs);
        deltas = new Rows(outputs);
        // Rows of a few numbers would be padding for the most part. Longer ones are not worth turning round.
        sumsByInput = inputs < SHORT && outputs > inputs;
        sums = sumsByInput ? new Rows(outputs) : new Rows(inputs);
        sums.require(sumsByInput ? inputs : outputs);
        biasSum = new float[outputs];
    }

    int parameterCount() {
        return dense.parameterCount();
    }

    /** @param goesBack whether the layer before asks for gradients: the observations do not */
    void load(float[] parameters, boolean goesBack) {
        dense.load(parameters, offset);
        if (goesBack) {
            transposed.load(parameters, offset);
        }
    }

    void require(int rows) {
        dense.require(rows);
    }

    void forward(Rows from, int first, int count) {
        dense.forward(from, first, count);
    }

    Rows put() {
        return dense.put();
    }

    void beginGradient() {
        sums.clear();
        Arrays.fill(biasSum, 0);
    }

    /** All zeros, for some rows' gradients by what came out of this layer. */
    void beginDeltas(int count) {
        deltas.require(count);
        for (int row = 0; row < count; row++) {
            Arrays.fill(deltas.row(row), 0);
        }
    }

    /** The gradients by what came out of a last layer. */
    void takeDeltas(float[] gradients, int from, int count) {
        deltas.require(count);
        deltas.put(gradients, from, 0, count);
    }

    /**
     * Adds some rows' share to the gradient by the parameters.
     *
     * @param from  what went in
     * @param first the row of it that belongs to the first delta
     */
    void addGradient(Rows from, int first, int count) {
        if (activation != null) {
            kernel.throughActivation(activation, dense.put(), first, deltas, count);
        }
        if (sumsByInput) {
            kernel.addTransposedProduct(from, first, deltas, 0, count, sums);
        } else {
            kernel.addTransposedProduct(deltas, 0, from, first, count, sums);
        }
        for (int row = 0; row < count; row++) {
            add(deltas.row(row), biasSum);
        }
    }

    /** Adds the gradients by what went in to the deltas of the layer that it came from. */
    void passBack(KernelLayer to, int count) {
        transposed.addProduct(deltas, 0, count, to.deltas, 0);
    }

    void writeGradient(float[] gradient) {
        int inputs = dense.inputs();
        int outputs = dense.outputs();
        if (sumsByInput) {
            for (int i = 0; i < inputs; i++) {
                float[] sum = sums.row(i);
                for (int o = 0; o < outputs; o++) {
                    gradient[offset + o * inputs + i] = sum[o];
                }
            }
        } else {
            sums.get(0, outputs, gradient, offset);
        }
        System.arraycopy(biasSum, 0, gradient, offset + inputs * outputs, outputs);
    }

    private static void add(float[] row, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += row[i];
        }
    }
}
