package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;
import java.util.List;

/**
 * The reference in plain Java: float32, one thread, sums in the order of the rows and of the units, so
 * that the same inputs give the same bits on every machine. Buffers grow with the largest batch seen;
 * after that nothing is allocated.
 */
public final class KernelEngine implements Engine {

    private final int parameterCount;
    private final Perceptron policy;
    private final Perceptron value;
    private int rows;

    public KernelEngine(NetworkShape shape) {
        parameterCount = shape.freeOffset();
        policy = new Perceptron(shape.policyLayers(), shape.activation(), 0);
        value = new Perceptron(shape.valueLayers(), shape.activation(), shape.valueOffset());
    }

    @Override
    public String description() {
        return "kernel: plain Java loops on CPU, 1 thread";
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public void load(float[] parameters) {
        Lengths.requireAtLeast("parameters", parameters.length, parameterCount);
        policy.load(parameters);
        value.load(parameters);
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * policy.inputs());
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policy.outputs());
        Lengths.requireAtLeast("places for values", values.length, rows);
        policy.forward(observations, rows, policyOutputs);
        value.forward(observations, rows, values);
        this.rows = rows;
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policy.outputs());
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.backward(policyOutputGradients, rows, gradient);
        value.backward(valueGradients, rows, gradient);
    }

    @Override
    public void close() {
        // Nothing but arrays: the garbage collector does it.
    }

    /** One network. Its activations and their gradients are rows x units, one array per layer. */
    private static final class Perceptron {

        private final int[] sizes;
        private final int[] offsets;
        private final Activation activation;
        private final float[][] transposed;
        private final float[][] biases;
        private final float[][] weights;
        private final float[][] activations;
        private final float[][] deltas;
        private int capacity;

        Perceptron(List<Integer> layers, Activation activation, int offset) {
            int n = layers.size() - 1;
            this.activation = activation;
            sizes = layers.stream().mapToInt(Integer::intValue).toArray();
            offsets = new int[n];
            weights = new float[n][];
            transposed = new float[n][];
            biases = new float[n][];
            activations = new float[n + 1][];
            deltas = new float[n + 1][];
            int next = offset;
            for (int l = 0; l < n; l++) {
                offsets[l] = next;
                weights[l] = new float[sizes[l] * sizes[l + 1]];
                transposed[l] = new float[weights[l].length];
                biases[l] = new float[sizes[l + 1]];
                next += weights[l].length + biases[l].length;
            }
        }

        int inputs() {
            return sizes[0];
        }

        int outputs() {
            return sizes[sizes.length - 1];
        }

        void load(float[] parameters) {
            for (int l = 0; l < weights.length; l++) {
                int inputs = sizes[l];
                int outputs = sizes[l + 1];
                System.arraycopy(parameters, offsets[l], weights[l], 0, weights[l].length);
                System.arraycopy(parameters, offsets[l] + weights[l].length, biases[l], 0, outputs);
                for (int o = 0; o < outputs; o++) {
                    for (int i = 0; i < inputs; i++) {
                        transposed[l][i * outputs + o] = weights[l][o * inputs + i];
                    }
                }
            }
        }

        void forward(float[] observations, int rows, float[] results) {
            reserve(rows);
            int last = weights.length;
            System.arraycopy(observations, 0, activations[0], 0, rows * sizes[0]);
            for (int l = 0; l < last; l++) {
                int inputs = sizes[l];
                int outputs = sizes[l + 1];
                float[] from = activations[l];
                float[] to = activations[l + 1];
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(biases[l], 0, to, row * outputs, outputs);
                    for (int i = 0; i < inputs; i++) {
                        addScaled(from[row * inputs + i], transposed[l], i * outputs, to, row * outputs, outputs);
                    }
                }
                if (l < last - 1) {
                    activate(to, rows * outputs);
                }
            }
            System.arraycopy(activations[last], 0, results, 0, rows * sizes[last]);
        }

        void backward(float[] resultGradients, int rows, float[] gradient) {
            int last = weights.length;
            System.arraycopy(resultGradients, 0, deltas[last], 0, rows * sizes[last]);
            for (int l = last - 1; l >= 0; l--) {
                int inputs = sizes[l];
                int outputs = sizes[l + 1];
                float[] delta = deltas[l + 1];
                int bias = offsets[l] + weights[l].length;
                Arrays.fill(gradient, offsets[l], bias + outputs, 0);
                for (int row = 0; row < rows; row++) {
                    addScaled(1, delta, row * outputs, gradient, bias, outputs);
                    for (int o = 0; o < outputs; o++) {
                        float scale = delta[row * outputs + o];
                        addScaled(scale, activations[l], row * inputs, gradient, offsets[l] + o * inputs, inputs);
                    }
                }
                if (l > 0) {
                    propagate(l, rows);
                }
            }
        }

        /** From the gradient behind layer l to the gradient before it, through the activation between. */
        private void propagate(int l, int rows) {
            int inputs = sizes[l];
            int outputs = sizes[l + 1];
            float[] to = deltas[l];
            Arrays.fill(to, 0, rows * inputs, 0);
            for (int row = 0; row < rows; row++) {
                for (int o = 0; o < outputs; o++) {
                    float scale = deltas[l + 1][row * outputs + o];
                    addScaled(scale, weights[l], o * inputs, to, row * inputs, inputs);
                }
            }
            float[] activated = activations[l];
            for (int i = 0; i < rows * inputs; i++) {
                float a = activated[i];
                to[i] *= activation == Activation.TANH ? 1 - a * a : a > 0 ? 1 : 0;
            }
        }

        private void activate(float[] units, int count) {
            for (int i = 0; i < count; i++) {
                units[i] = activation == Activation.TANH ? (float) Math.tanh(units[i]) : Math.max(units[i], 0);
            }
        }

        /** The one loop that matters: contiguous on both sides, so that the compiler vectorises it. */
        private static void addScaled(float scale, float[] from, int fromOffset, float[] to, int toOffset, int count) {
            for (int i = 0; i < count; i++) {
                to[toOffset + i] += scale * from[fromOffset + i];
            }
        }

        private void reserve(int rows) {
            if (rows > capacity) {
                capacity = rows;
                for (int l = 0; l < sizes.length; l++) {
                    activations[l] = new float[rows * sizes[l]];
                    deltas[l] = new float[rows * sizes[l]];
                }
            }
        }
    }
}
