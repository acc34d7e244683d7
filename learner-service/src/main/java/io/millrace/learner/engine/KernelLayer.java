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

    /** Whether the last gradients came back through all outputs: then the next ones will, as a rule. */
    private boolean backThroughAll;
    /** Whether the transposed weights are those of the last {@link #load}. */
    private boolean turned;

    /** Room for {@link #turn}, once it is needed. */
    private float[] weights = {};

    private final float[] weightsOfOne;
    private final float[] sumOfOne;

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
        weightsOfOne = new float[inputs];
        sumOfOne = new float[inputs];
    }

    int parameterCount() {
        return dense.parameterCount();
    }

    void load(float[] parameters) {
        dense.load(parameters, offset);
        turned = backThroughAll;
        if (turned) {
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
    Rows beginDeltas(int count) {
        begin(deltas, count);
        return deltas;
    }

    /** Makes some rows of gradients all zeros. */
    static void begin(Rows gradients, int count) {
        gradients.require(count);
        for (int row = 0; row < count; row++) {
            Arrays.fill(gradients.row(row), 0);
        }
    }

    /** The gradients by what came out of a last layer. */
    void takeDeltas(float[] gradients, int from, int count) {
        deltas.require(count);
        deltas.put(gradients, from, 0, count);
    }

    /**
     * Turns the gradients by what came out of the activation into those by what went into it.
     *
     * @param first the row of what came out that belongs to the first delta
     */
    void throughActivation(int first, int count) {
        if (activation != null) {
            kernel.throughActivation(activation, dense.put(), first, deltas, count);
        }
    }

    /**
     * Adds some rows' share to the gradient by the parameters, once the deltas are {@link #throughActivation}.
     *
     * @param from  what went in
     * @param first the row of it that belongs to the first delta
     */
    void addGradient(Rows from, int first, int count) {
        if (sumsByInput) {
            kernel.addTransposedProduct(from, first, deltas, 0, count, sums);
        } else {
            kernel.addTransposedProduct(deltas, 0, from, first, count, sums);
        }
        for (int row = 0; row < count; row++) {
            add(deltas.row(row), biasSum);
        }
    }

    /** Adds the gradients by what went in, once the deltas are {@link #throughActivation}. */
    void passBack(Rows to, int count) {
        backThroughAll = true;
        if (!turned) {
            turn();
        }
        transposed.addProduct(deltas, 0, count, to, 0);
    }

    /** What {@link #load} leaves out as long as nobody needs it. */
    private void turn() {
        int inputs = dense.inputs();
        if (weights.length == 0) {
            weights = new float[dense.outputs() * inputs];
        }
        for (int output = 0; output < dense.outputs(); output++) {
            dense.getWeights(output, weightsOfOne);
            System.arraycopy(weightsOfOne, 0, weights, output * inputs, inputs);
        }
        transposed.load(weights, 0);
        turned = true;
    }

    /**
     * {@link #passBack} of a last layer's gradients where few outputs have any, to deltas that are all zero: the
     * others would add nothing. To the bit the same, but for sums that end as -0, which adding +0 would turn into +0.
     *
     * @param few   the outputs
     * @param first the row of the gradients that belongs to the first delta
     * @return whether the bits are the same; if not, nothing is said about the deltas
     */
    boolean passBackFew(FewOutputs few, int first, KernelLayer to, int count) {
        backThroughAll = false;
        for (int i = 0; i < few.count(); i++) {
            dense.getWeights(few.output(i), weightsOfOne);
            for (int row = 0; row < count; row++) {
                float gradient = few.gradient(first + row, i);
                if (gradient != 0) {
                    addProduct(gradient, weightsOfOne, to.deltas.row(row));
                }
            }
        }
        for (int row = 0; row < count; row++) {
            if (holdsMinusZero(to.deltas.row(row))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes a last layer's gradient by its parameters where few outputs have any, to the bit as {@link #addGradient}
     * and {@link #writeGradient} would.
     *
     * @param from what went in
     */
    void writeGradientOfFew(FewOutputs few, Rows from, int rows, float[] gradient) {
        int inputs = dense.inputs();
        int biases = offset + inputs * dense.outputs();
        Arrays.fill(gradient, offset, offset + parameterCount(), 0);
        for (int i = 0; i < few.count(); i++) {
            Arrays.fill(sumOfOne, 0);
            float bias = 0;
            // Also the rows in which this output has none: a sum that is -0 comes out as it would.
            for (int row = 0; row < rows; row++) {
                addProduct(few.gradient(row, i), from.row(row), sumOfOne);
                bias += few.gradient(row, i);
            }
            System.arraycopy(sumOfOne, 0, gradient, offset + few.output(i) * inputs, inputs);
            gradient[biases + few.output(i)] = bias;
        }
    }

    private static void addProduct(float factor, float[] numbers, float[] sums) {
        int count = Math.min(numbers.length, sums.length);
        for (int i = 0; i < count; i++) {
            sums[i] = Math.fma(factor, numbers[i], sums[i]);
        }
    }

    private static boolean holdsMinusZero(float[] numbers) {
        for (float number : numbers) {
            if (Float.floatToRawIntBits(number) == Integer.MIN_VALUE) {
                return true;
            }
        }
        return false;
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
