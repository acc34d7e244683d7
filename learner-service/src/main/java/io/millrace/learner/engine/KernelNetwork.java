package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import java.util.Arrays;
import java.util.List;

/** One network. Every matrix is an array of rows: C2 vectorises loops over those, not over offsets. */
final class KernelNetwork {

    private final int[] sizes;
    private final int[] offsets;
    private final Activation activation;
    private final float[][] biases;
    private final float[][][] weights;
    private final float[][][] transposed;
    private final float[][][] activations;
    private final float[][][] deltas;
    private final float[][] sums;
    private float[] column = new float[0];

    KernelNetwork(List<Integer> layers, Activation activation, int offset) {
        int n = layers.size() - 1;
        this.activation = activation;
        sizes = layers.stream().mapToInt(Integer::intValue).toArray();
        offsets = new int[n];
        biases = new float[n][];
        weights = new float[n][][];
        transposed = new float[n][][];
        activations = new float[n + 1][0][];
        deltas = new float[n + 1][0][];
        sums = new float[n][];
        int next = offset;
        for (int l = 0; l < n; l++) {
            offsets[l] = next;
            biases[l] = new float[sizes[l + 1]];
            weights[l] = new float[sizes[l + 1]][sizes[l]];
            transposed[l] = new float[sizes[l]][sizes[l + 1]];
            sums[l] = new float[sizes[l]];
            next += (sizes[l] + 1) * sizes[l + 1];
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
            copyIn(parameters, offsets[l], weights[l], sizes[l + 1]);
            System.arraycopy(parameters, biasOffset(l), biases[l], 0, sizes[l + 1]);
            for (int o = 0; o < sizes[l + 1]; o++) {
                for (int i = 0; i < sizes[l]; i++) {
                    transposed[l][i][o] = weights[l][o][i];
                }
            }
        }
    }

    void forward(float[] observations, int rows, float[] results) {
        reserve(rows);
        int last = weights.length;
        copyIn(observations, 0, activations[0], rows);
        for (int l = 0; l < last; l++) {
            for (int row = 0; row < rows; row++) {
                float[] units = activations[l + 1][row];
                System.arraycopy(biases[l], 0, units, 0, units.length);
                addProducts(activations[l][row], transposed[l], sizes[l], units);
                if (l < last - 1) {
                    activate(units);
                }
            }
        }
        copyOut(activations[last], rows, results);
    }

    void backward(float[] resultGradients, int rows, float[] gradient) {
        copyIn(resultGradients, 0, deltas[weights.length], rows);
        for (int l = weights.length - 1; l >= 0; l--) {
            sumOverRows(l, rows, gradient);
            for (int row = 0; l > 0 && row < rows; row++) {
                float[] delta = deltas[l][row];
                Arrays.fill(delta, 0);
                addProducts(deltas[l + 1][row], weights[l], sizes[l + 1], delta);
                throughActivation(activations[l][row], delta);
            }
        }
    }

    private void sumOverRows(int l, int rows, float[] gradient) {
        float[] sum = sums[l];
        for (int o = 0; o < sizes[l + 1]; o++) {
            float bias = 0;
            for (int row = 0; row < rows; row++) {
                column[row] = deltas[l + 1][row][o];
                bias += column[row];
            }
            Arrays.fill(sum, 0);
            addProducts(column, activations[l], rows, sum);
            System.arraycopy(sum, 0, gradient, offsets[l] + o * sizes[l], sizes[l]);
            gradient[biasOffset(l) + o] = bias;
        }
    }

    private void activate(float[] units) {
        for (int i = 0; i < units.length; i++) {
            units[i] = activation == Activation.TANH ? (float) Math.tanh(units[i]) : Math.max(units[i], 0);
        }
    }

    /** Turns the gradient by what the activation put out into the gradient by what went in. */
    private void throughActivation(float[] put, float[] delta) {
        for (int i = 0; i < delta.length; i++) {
            delta[i] *= activation == Activation.TANH ? 1 - put[i] * put[i] : Math.signum(put[i]);
        }
    }

    /** Adds factors[k] times row k to the sum, for k below count: where the time goes. Four rows at a time. */
    private static void addProducts(float[] factors, float[][] rows, int count, float[] sum) {
        int k = 0;
        for (; k + 3 < count; k += 4) {
            float f0 = factors[k];
            float f1 = factors[k + 1];
            float f2 = factors[k + 2];
            float f3 = factors[k + 3];
            float[] r0 = rows[k];
            float[] r1 = rows[k + 1];
            float[] r2 = rows[k + 2];
            float[] r3 = rows[k + 3];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += f0 * r0[i] + f1 * r1[i] + f2 * r2[i] + f3 * r3[i];
            }
        }
        for (; k < count; k++) {
            float factor = factors[k];
            float[] row = rows[k];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * row[i];
            }
        }
    }

    private int biasOffset(int l) {
        return offsets[l] + sizes[l] * sizes[l + 1];
    }

    private static void copyIn(float[] flat, int offset, float[][] rows, int count) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(flat, offset + row * rows[row].length, rows[row], 0, rows[row].length);
        }
    }

    private static void copyOut(float[][] rows, int count, float[] flat) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(rows[row], 0, flat, row * rows[row].length, rows[row].length);
        }
    }

    private void reserve(int rows) {
        if (rows > column.length) {
            column = new float[rows];
            for (int l = 0; l < sizes.length; l++) {
                activations[l] = new float[rows][sizes[l]];
                deltas[l] = new float[rows][sizes[l]];
            }
        }
    }
}
