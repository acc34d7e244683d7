package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through one layer, for a block of rows that stays in the processor's nearest cache. What
 * a block lacks at the end of a batch is zeros. Every inner loop adds up whole arrays, since C2 vectorises
 * those, not places in a flat one.
 */
final class KernelLayer {

    /** Rows that go back together: a sum is read and written once for so many products. */
    static final int BLOCK = 4;

    private final int inputs;
    private final int outputs;
    private final int offset;
    private final @Nullable Activation before;
    private final float[][] byOutput;
    private final float[][] inputRows;
    private final float[][] deltaRows;
    private final boolean sumsByInput;
    private final float[][] sums;
    private final float[] biasSum;

    /**
     * @param offset of its parameters in the flat vector
     * @param before what its inputs came through; null where they are observations
     */
    KernelLayer(int inputs, int outputs, int offset, @Nullable Activation before) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.offset = offset;
        this.before = before;
        byOutput = new float[outputs][inputs];
        inputRows = new float[BLOCK][inputs];
        deltaRows = new float[BLOCK][outputs];
        // Whichever makes the inner loop the longer one.
        sumsByInput = outputs > inputs;
        sums = sumsByInput ? new float[inputs][outputs] : new float[outputs][inputs];
        biasSum = new float[outputs];
    }

    void load(float[] parameters) {
        for (int o = 0; o < outputs; o++) {
            System.arraycopy(parameters, offset + o * inputs, byOutput[o], 0, inputs);
        }
    }

    void beginGradient() {
        for (float[] sum : sums) {
            Arrays.fill(sum, 0);
        }
        Arrays.fill(biasSum, 0);
    }

    /** Takes what went in, from rows of a batch. */
    void takeInputs(float[] batch, int row, int count) {
        take(batch, row, count, inputRows);
    }

    /** Takes the gradient by what came out, before the activation, from rows of a batch. */
    void takeDeltas(float[] batch, int row, int count) {
        take(batch, row, count, deltaRows);
    }

    /** Adds the block's share to the gradient by the parameters. */
    void addGradient() {
        float[][] factors = sumsByInput ? inputRows : deltaRows;
        float[][] rows = sumsByInput ? deltaRows : inputRows;
        for (int k = 0; k < sums.length; k++) {
            addFour(
                    sums[k],
                    factors[0][k],
                    rows[0],
                    factors[1][k],
                    rows[1],
                    factors[2][k],
                    rows[2],
                    factors[3][k],
                    rows[3]);
        }
        for (float[] delta : deltaRows) {
            addOne(biasSum, 1, delta);
        }
    }

    /** Gives the layer before the gradient by what came out of it, before the activation. */
    void passBack(KernelLayer to) {
        for (int row = 0; row < BLOCK; row++) {
            float[] delta = to.deltaRows[row];
            Arrays.fill(delta, 0);
            addProducts(delta, deltaRows[row]);
            if (before == Activation.TANH) {
                throughTanh(inputRows[row], delta);
            } else if (before == Activation.RELU) {
                throughRelu(inputRows[row], delta);
            }
        }
    }

    void writeGradient(float[] gradient) {
        for (int k = 0; k < sums.length; k++) {
            if (!sumsByInput) {
                System.arraycopy(sums[k], 0, gradient, offset + k * inputs, inputs);
                continue;
            }
            for (int o = 0; o < outputs; o++) {
                gradient[offset + o * inputs + k] = sums[k][o];
            }
        }
        System.arraycopy(biasSum, 0, gradient, offset + inputs * outputs, outputs);
    }

    private static void take(float[] batch, int row, int count, float[][] into) {
        int size = into[0].length;
        for (int r = 0; r < BLOCK; r++) {
            if (r < count) {
                System.arraycopy(batch, (row + r) * size, into[r], 0, size);
            } else {
                Arrays.fill(into[r], 0);
            }
        }
    }

    /** Adds the transposed weights times the factors, one for each output. */
    private void addProducts(float[] sum, float[] factors) {
        int o = 0;
        for (; o + 3 < outputs; o += 4) {
            addFour(
                    sum,
                    factors[o],
                    byOutput[o],
                    factors[o + 1],
                    byOutput[o + 1],
                    factors[o + 2],
                    byOutput[o + 2],
                    factors[o + 3],
                    byOutput[o + 3]);
        }
        for (; o < outputs; o++) {
            addOne(sum, factors[o], byOutput[o]);
        }
    }

    // In one expression, so that the sum's order is the rows' order and nothing is stored in between.
    private static void addFour(
            float[] sum, float f0, float[] r0, float f1, float[] r1, float f2, float[] r2, float f3, float[] r3) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = sum[i] + f0 * r0[i] + f1 * r1[i] + f2 * r2[i] + f3 * r3[i];
        }
    }

    private static void addOne(float[] sum, float factor, float[] row) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * row[i];
        }
    }

    private static void throughTanh(float[] put, float[] delta) {
        for (int i = 0; i < delta.length; i++) {
            delta[i] *= 1 - put[i] * put[i];
        }
    }

    private static void throughRelu(float[] put, float[] delta) {
        for (int i = 0; i < delta.length; i++) {
            delta[i] = put[i] > 0 ? delta[i] : 0;
        }
    }
}
