package io.millrace.policy.network;

import java.util.List;

/**
 * The forward pass of one multilayer perceptron in plain Java. Hidden layers are followed by the
 * activation, the last layer is linear.
 *
 * <p>Each row is summed in an order that depends on the layer sizes alone, with plain float products
 * and sums: the same parameters and observation give the same bits in whichever batch the row rides,
 * in every process. Not safe for use by several threads. Arrays grow with the largest batch seen;
 * nothing else is allocated after construction.
 */
public final class Perceptron {

    private final Layer[] layers;
    private final int parameterCount;

    /**
     * A network whose parameters are all zero until {@link #load}.
     *
     * @param layers     sizes, inputs first; at least two, each at least 1
     * @param activation what follows each hidden layer
     */
    public Perceptron(List<Integer> layers, Activation activation) {
        if (layers.size() < 2 || layers.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("A network of layers " + layers
                    + " cannot be. It has inputs and outputs, and each layer at least 1 unit.");
        }
        this.layers = new Layer[layers.size() - 1];
        int count = 0;
        for (int i = 0; i < this.layers.length; i++) {
            boolean last = i == this.layers.length - 1;
            this.layers[i] = new Layer(layers.get(i), layers.get(i + 1), last ? null : activation);
            count += layers.get(i + 1) * (layers.get(i) + 1);
        }
        this.parameterCount = count;
    }

    /** Numbers that {@link #load} reads. */
    public int parameterCount() {
        return parameterCount;
    }

    /** Numbers in one row of input. */
    public int inputs() {
        return layers[0].inputs;
    }

    /** Numbers in one row of output. */
    public int outputs() {
        return layers[layers.length - 1].outputs;
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
        for (Layer layer : layers) {
            at = layer.load(parameters, at);
        }
    }

    /**
     * Computes the outputs of each row and keeps the hidden layers for {@link #activations}.
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
        float[] from = input;
        for (int i = 0; i < layers.length; i++) {
            float[] to = i == layers.length - 1 ? output : layers[i].room(rows);
            layers[i].forward(from, rows, to);
            from = to;
        }
    }

    /**
     * What a hidden layer put out, after its activation, in the last {@link #forward}.
     *
     * @param layer hidden layer, from 0
     * @return rows x units of that layer, with room for the largest batch so far; overwritten by the next forward
     */
    public float[] activations(int layer) {
        if (layer < 0 || layer >= layers.length - 1) {
            throw new IllegalArgumentException(
                    "There is no hidden layer " + layer + " among " + (layers.length - 1) + ", counted from 0.");
        }
        return layers[layer].room(0);
    }
}
