package io.millrace.policy.network;

import org.jspecify.annotations.Nullable;

/** One layer of a network: y = activation(W x + b), row by row. Not safe for use by several threads. */
public final class Dense {

    private final int inputs;
    private final int outputs;
    private final @Nullable Activation activation;
    private final Kernel kernel;
    private final Factor weights;
    private final float[] bias;
    private final Rows put;

    /**
     * A layer whose parameters are all zero until {@link #load}.
     *
     * @param activation what follows; null for nothing
     */
    public Dense(int inputs, int outputs, @Nullable Activation activation, Kernel kernel) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.activation = activation;
        this.kernel = kernel;
        this.weights = kernel.factor(inputs, outputs);
        this.bias = new float[Rows.padded(outputs, Rows.WIDTH)];
        this.put = new Rows(outputs);
    }

    /** Numbers that {@link #load} reads. */
    public int parameterCount() {
        return outputs * (inputs + 1);
    }

    /** Numbers in one row of input. */
    public int inputs() {
        return inputs;
    }

    /** Numbers in one row of output. */
    public int outputs() {
        return outputs;
    }

    /** Copies the weights, {@code outputs x inputs}, and the bias that begin at {@code offset}. */
    public void load(float[] parameters, int offset) {
        weights.loadTransposed(parameters, offset);
        System.arraycopy(parameters, offset + outputs * inputs, bias, 0, outputs);
    }

    /** Copies the weights of one output, one for each input, to the array's beginning. */
    public void getWeights(int output, float[] into) {
        weights.getColumn(output, into);
    }

    /** Makes room for at least so many rows of output; those there are stay. */
    public void require(int rows) {
        put.require(rows);
    }

    /** Computes rows {@code first} to {@code first + count - 1} of {@link #put} from the same rows of {@code from}. */
    public void forward(Rows from, int first, int count) {
        put.fill(first, count, bias);
        weights.addProduct(from, first, count, put, first);
        if (activation != null) {
            kernel.activate(activation, put, first, count);
        }
    }

    /** What came out, after the activation; row by row as it went in. */
    public Rows put() {
        return put;
    }
}
