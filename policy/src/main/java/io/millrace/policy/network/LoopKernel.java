package io.millrace.policy.network;

/**
 * Plain loops over whole arrays, since C2 vectorises those, not places in a flat one. Math.fma is one
 * instruction on every 64-bit processor since 2013; on older ones Java emulates it a thousand times slower.
 */
final class LoopKernel implements Kernel {

    @Override
    public String description() {
        return "plain Java loops";
    }

    @Override
    public boolean vectorized() {
        return false;
    }

    @Override
    public Factor factor(int rows, int columns) {
        return new LoopFactor(rows, columns);
    }

    @Override
    public void addTransposedProduct(Rows from, int firstFrom, Rows with, int firstWith, int count, Rows to) {
        float[][] a = from.arrays();
        float[][] b = with.arrays();
        for (int i = 0; i < from.columns(); i++) {
            float[] sum = to.row(i);
            int p = 0;
            for (; p + 3 < count; p += 4) {
                int f = firstFrom + p;
                int w = firstWith + p;
                addFour(sum, a[f][i], b[w], a[f + 1][i], b[w + 1], a[f + 2][i], b[w + 2], a[f + 3][i], b[w + 3]);
            }
            for (; p < count; p++) {
                addOne(sum, a[firstFrom + p][i], b[firstWith + p]);
            }
        }
    }

    @Override
    public void activate(Activation activation, Rows rows, int first, int count) {
        for (int row = first; row < first + count; row++) {
            float[] numbers = rows.row(row);
            switch (activation) {
                case TANH -> Tanh.apply(numbers, numbers.length);
                case RELU -> rectify(numbers);
                case LINEAR -> {}
            }
        }
    }

    @Override
    public void throughActivation(Activation activation, Rows put, int firstPut, Rows deltas, int count) {
        for (int row = 0; row < count; row++) {
            switch (activation) {
                case TANH -> throughTanh(put.row(firstPut + row), deltas.row(row));
                case RELU -> throughRectifier(put.row(firstPut + row), deltas.row(row));
                case LINEAR -> {}
            }
        }
    }

    private static void rectify(float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.max(0f, numbers[i]);
        }
    }

    private static void throughTanh(float[] put, float[] deltas) {
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] *= 1 - put[i] * put[i];
        }
    }

    private static void throughRectifier(float[] put, float[] deltas) {
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = put[i] > 0 ? deltas[i] : 0;
        }
    }

    // Four at a time, so that a sum is read and written once for four products.
    static void addFour(
            float[] sum, float x0, float[] w0, float x1, float[] w1, float x2, float[] w2, float x3, float[] w3) {
        for (int j = 0; j < sum.length; j++) {
            float sum0 = Math.fma(x0, w0[j], sum[j]);
            float sum1 = Math.fma(x1, w1[j], sum0);
            float sum2 = Math.fma(x2, w2[j], sum1);
            sum[j] = Math.fma(x3, w3[j], sum2);
        }
    }

    static void addOne(float[] sum, float x, float[] w) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] = Math.fma(x, w[j], sum[j]);
        }
    }
}
