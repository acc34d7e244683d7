package io.millrace.policy.network;

import java.util.List;

/**
 * The forward pass of one multilayer perceptron. Hidden layers are followed by the activation, the last
 * layer is linear.
 *
 * <p>Each row is summed in an order that depends on the layer sizes alone: the same parameters and
 * observation give the same bits in whichever batch the row rides, in every process, with every
 * {@link Kernel}. Not safe for use by several threads. Arrays grow with the largest batch seen; nothing
 * else is allocated after construction.
 */
public final class Perceptron {

    /** Rows that go through all layers before the next ones do: they stay in the processor's caches. */
    private static final int ROWS_AT_ONCE = 128;

    private final Dense[] layers;
    private final Rows inputs;
    private final int parameterCount;

    /**
     * A network whose parameters are all zero until {@link #load}, on the fastest kernel.
     *
     * @param layers     sizes, inputs first; at least two, each at least 1
     * @param activation what follows each hidden layer
     */
    public Perceptron(List<Integer> layers, Activation activation) {
        this(layers, activation, Kernel.fastest());
    }

    Perceptron(List<Integer> layers, Activation activation, Kernel kernel) {
        if (layers.size() < 2 || layers.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("A network of layers " + layers
                    + " cannot be. It has inputs and outputs, and each layer at least 1 unit.");
        }
        this.layers = new Dense[layers.size() - 1];
        int count = 0;
        for (int i = 0; i < this.layers.length; i++) {
            boolean last = i == this.layers.length - 1;
            this.layers[i] = new Dense(layers.get(i), layers.get(i + 1), last ? null : activation, kernel);
            count += this.layers[i].parameterCount();
        }
        this.inputs = new Rows(layers.get(0));
        this.parameterCount = count;
    }

    /** Numbers that {@link #load} reads. */
    public int parameterCount() {
        return parameterCount;
    }

    /** Numbers in one row of input. */
    public int inputs() {
        return layers[0].inputs();
    }

    /** Numbers in one row of output. */
    public int outputs() {
        return layers[layers.length - 1].outputs();
    }

    /**
     * Takes the parameters that begin at {@code offset}, in the layout of {@link NetworkShape}. They are
     * copied.
     *
     * @throws IllegalArgumentException if fewer than {@link #parameterCount} are there
     */
    public void load(float[] parameters, int offset) {
        if (offset < 0 || parameters.length - offset < parameterCount) {
            throw new IllegalArgumentException("This network reads " + parameterCount + " parameters from place "
                    + offset + " on, but there are " + parameters.length
                    + " in all. The parameters belong to a network of another shape.");
        }
        int at = offset;
        for (Dense layer : layers) {
            layer.load(parameters, at);
            at += layer.parameterCount();
        }
    }

    /**
     * Computes the outputs of each row.
     *
     * @param input  rows x inputs
     * @param rows   how many rows count; not negative
     * @param output receives rows x outputs
     */
    public void forward(float[] input, int rows, float[] output) {
        if (rows < 0 || input.length < rows * inputs() || output.length < rows * outputs()) {
            throw new IllegalArgumentException(rows + " rows take " + inputs() + " inputs and " + outputs()
                    + " outputs each, but the arrays hold " + input.length + " and " + output.length + " numbers.");
        }
        for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
            forward(input, from, Math.min(ROWS_AT_ONCE, rows - from), output);
        }
    }

    private void forward(float[] input, int from, int count, float[] output) {
        inputs.require(count);
        inputs.put(input, from * inputs(), 0, count);
        Rows rows = inputs;
        for (Dense layer : layers) {
            layer.require(count);
            layer.forward(rows, 0, count);
            rows = layer.put();
        }
        rows.get(0, count, output, from * outputs());
    }
}
