package io.millrace.policy.network;

import org.jspecify.annotations.Nullable;

/** One layer of a {@link Perceptron}: y = activation(W x + b), row by row. */
final class Layer {

    /** Below so many outputs, a loop over the outputs is too short to be worth vector instructions. */
    private static final int WIDE = 8;

    final int inputs;
    final int outputs;

    private final @Nullable Activation activation;
    private final float[] bias;

    // One of them is used: an array for each input where the layer is wide, since C2 vectorizes loops over whole
    // arrays but not over places in a flat one; row-major by output where it is narrow.
    private final float[][] byInput;
    private final float[] byOutput;

    private final float[] sums;
    private float[] room = {};

    Layer(int inputs, int outputs, @Nullable Activation activation) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.activation = activation;
        this.bias = new float[outputs];
        this.byInput = isWide() ? new float[inputs][outputs] : new float[0][];
        this.byOutput = isWide() ? new float[0] : new float[outputs * inputs];
        this.sums = new float[outputs];
    }

    /** Copies this layer's parameters and says where the next layer's begin. */
    int load(float[] parameters, int offset) {
        int weights = outputs * inputs;
        if (isWide()) {
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    byInput[i][o] = parameters[offset + o * inputs + i];
                }
            }
        } else {
            System.arraycopy(parameters, offset, byOutput, 0, weights);
        }
        System.arraycopy(parameters, offset + weights, bias, 0, outputs);
        return offset + weights + outputs;
    }

    /** This layer's own array for its outputs, with room for at least so many rows. */
    float[] room(int rows) {
        if (room.length < rows * outputs) {
            room = new float[rows * outputs];
        }
        return room;
    }

    void forward(float[] from, int rows, float[] to) {
        for (int row = 0; row < rows; row++) {
            if (isWide()) {
                sumByInput(from, row * inputs);
            } else {
                sumByOutput(from, row * inputs);
            }
            activate();
            System.arraycopy(sums, 0, to, row * outputs, outputs);
        }
    }

    private boolean isWide() {
        return outputs >= WIDE;
    }

    private void sumByInput(float[] from, int at) {
        System.arraycopy(bias, 0, sums, 0, outputs);
        int i = 0;
        for (; i + 3 < inputs; i += 4) {
            addFour(
                    sums,
                    from[at + i],
                    byInput[i],
                    from[at + i + 1],
                    byInput[i + 1],
                    from[at + i + 2],
                    byInput[i + 2],
                    from[at + i + 3],
                    byInput[i + 3]);
        }
        for (; i < inputs; i++) {
            addOne(sums, from[at + i], byInput[i]);
        }
    }

    // Four at a time, so that a sum is read and written once for four products.
    private static void addFour(
            float[] sums, float x0, float[] w0, float x1, float[] w1, float x2, float[] w2, float x3, float[] w3) {
        for (int o = 0; o < sums.length; o++) {
            sums[o] = sums[o] + x0 * w0[o] + x1 * w1[o] + x2 * w2[o] + x3 * w3[o];
        }
    }

    private static void addOne(float[] sums, float x, float[] w) {
        for (int o = 0; o < sums.length; o++) {
            sums[o] += x * w[o];
        }
    }

    private void sumByOutput(float[] from, int at) {
        for (int o = 0; o < outputs; o++) {
            int w = o * inputs;
            // Four chains, so that one addition need not wait for the one before it.
            float a = bias[o];
            float b = 0;
            float c = 0;
            float d = 0;
            int i = 0;
            for (; i + 3 < inputs; i += 4) {
                a += from[at + i] * byOutput[w + i];
                b += from[at + i + 1] * byOutput[w + i + 1];
                c += from[at + i + 2] * byOutput[w + i + 2];
                d += from[at + i + 3] * byOutput[w + i + 3];
            }
            for (; i < inputs; i++) {
                a += from[at + i] * byOutput[w + i];
            }
            sums[o] = (a + b) + (c + d);
        }
    }

    private void activate() {
        if (activation == Activation.TANH) {
            Tanh.apply(sums, outputs);
        } else if (activation == Activation.RELU) {
            for (int o = 0; o < sums.length; o++) {
                sums[o] = Math.max(0f, sums[o]);
            }
        }
    }
}
