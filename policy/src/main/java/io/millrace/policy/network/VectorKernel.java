package io.millrace.policy.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Blocks of four or eight rows and two vectors of columns that stay in registers while one product after another
 * is added. Found by name where Java was started with {@code --add-modules jdk.incubator.vector}.
 */
final class VectorKernel implements Kernel {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LENGTH = SPECIES.length();

    VectorKernel() {
        if (Rows.WIDTH % LENGTH != 0) {
            throw new LinkageError("vectors of " + LENGTH + " numbers do not fit rows padded to " + Rows.WIDTH);
        }
    }

    @Override
    public String description() {
        return "Vector API, " + SPECIES.vectorBitSize() + " bits";
    }

    @Override
    public boolean vectorized() {
        return true;
    }

    @Override
    public Factor factor(int rows, int columns) {
        return new VectorFactor(rows, columns);
    }

    @Override
    public void addTransposedProduct(Rows from, int firstFrom, Rows with, int firstWith, int count, Rows to) {
        int columns = Rows.padded(to.columns(), LENGTH);
        int rows = from.columns();
        float[][] a = from.arrays();
        float[][] b = with.arrays();
        float[][] c = to.arrays();
        int eights = VectorEights.of(rows);
        for (int j = 0; j < columns; j += 2 * LENGTH) {
            boolean two = j + LENGTH < columns;
            for (int i = 0; i < eights; i += VectorEights.COUNT) {
                if (two) {
                    VectorEights.addTwoTransposed(a, firstFrom, i, b, firstWith, j, count, c);
                } else {
                    VectorEights.addOneTransposed(a, firstFrom, i, b, firstWith, j, count, c);
                }
            }
            for (int i = eights; i < rows; i += Rows.BLOCK) {
                if (two) {
                    addTwo(a, firstFrom, i, b, firstWith, j, count, c);
                } else {
                    addOne(a, firstFrom, i, b, firstWith, j, count, c);
                }
            }
        }
    }

    private static void addTwo(float[][] a, int firstA, int i, float[][] b, int firstB, int j, int count, float[][] c) {
        int right = j + LENGTH;
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] c2 = c[i + 2];
        float[] c3 = c[i + 3];
        FloatVector left0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector left1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector left2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector left3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector right0 = FloatVector.fromArray(SPECIES, c0, right);
        FloatVector right1 = FloatVector.fromArray(SPECIES, c1, right);
        FloatVector right2 = FloatVector.fromArray(SPECIES, c2, right);
        FloatVector right3 = FloatVector.fromArray(SPECIES, c3, right);
        for (int p = 0; p < count; p++) {
            float[] x = a[firstA + p];
            float[] w = b[firstB + p];
            FloatVector left = FloatVector.fromArray(SPECIES, w, j);
            FloatVector rest = FloatVector.fromArray(SPECIES, w, right);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[i]);
            left0 = x0.fma(left, left0);
            right0 = x0.fma(rest, right0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[i + 1]);
            left1 = x1.fma(left, left1);
            right1 = x1.fma(rest, right1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[i + 2]);
            left2 = x2.fma(left, left2);
            right2 = x2.fma(rest, right2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[i + 3]);
            left3 = x3.fma(left, left3);
            right3 = x3.fma(rest, right3);
        }
        left0.intoArray(c0, j);
        left1.intoArray(c1, j);
        left2.intoArray(c2, j);
        left3.intoArray(c3, j);
        right0.intoArray(c0, right);
        right1.intoArray(c1, right);
        right2.intoArray(c2, right);
        right3.intoArray(c3, right);
    }

    private static void addOne(float[][] a, int firstA, int i, float[][] b, int firstB, int j, int count, float[][] c) {
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] c2 = c[i + 2];
        float[] c3 = c[i + 3];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, c3, j);
        for (int p = 0; p < count; p++) {
            float[] x = a[firstA + p];
            FloatVector w = FloatVector.fromArray(SPECIES, b[firstB + p], j);
            sum0 = FloatVector.broadcast(SPECIES, x[i]).fma(w, sum0);
            sum1 = FloatVector.broadcast(SPECIES, x[i + 1]).fma(w, sum1);
            sum2 = FloatVector.broadcast(SPECIES, x[i + 2]).fma(w, sum2);
            sum3 = FloatVector.broadcast(SPECIES, x[i + 3]).fma(w, sum3);
        }
        sum0.intoArray(c0, j);
        sum1.intoArray(c1, j);
        sum2.intoArray(c2, j);
        sum3.intoArray(c3, j);
    }

    @Override
    public void activate(Activation activation, Rows rows, int first, int count) {
        int columns = Rows.padded(rows.columns(), LENGTH);
        for (int row = first; row < first + count; row++) {
            float[] numbers = rows.row(row);
            switch (activation) {
                case TANH -> tanh(numbers, columns);
                case RELU -> rectify(numbers, columns);
                case LINEAR -> {}
            }
        }
    }

    /** The operations of {@link Tanh}, in its order. */
    private static void tanh(float[] numbers, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector h = FloatVector.fromArray(SPECIES, numbers, i)
                    .mul(0.5f)
                    .min(Tanh.HALF_OF_SATURATION)
                    .max(-Tanh.HALF_OF_SATURATION);
            FloatVector z = h.mul(h);
            FloatVector p = z.add(378f).mul(z).add(17325f).mul(z).add(135135f).mul(h);
            FloatVector q = z.mul(28f).add(3150f).mul(z).add(62370f).mul(z).add(135135f);
            p.mul(2f).mul(q).div(q.mul(q).add(p.mul(p))).min(1f).max(-1f).intoArray(numbers, i);
        }
    }

    private static void rectify(float[] numbers, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector.fromArray(SPECIES, numbers, i).max(0f).intoArray(numbers, i);
        }
    }

    @Override
    public void throughActivation(Activation activation, Rows put, int firstPut, Rows deltas, int count) {
        int columns = Rows.padded(deltas.columns(), LENGTH);
        for (int row = 0; row < count; row++) {
            switch (activation) {
                case TANH -> throughTanh(put.row(firstPut + row), deltas.row(row), columns);
                case RELU -> throughRectifier(put.row(firstPut + row), deltas.row(row), columns);
                case LINEAR -> {}
            }
        }
    }

    private static void throughTanh(float[] put, float[] deltas, int count) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector y = FloatVector.fromArray(SPECIES, put, i);
            FloatVector.fromArray(SPECIES, deltas, i).mul(one.sub(y.mul(y))).intoArray(deltas, i);
        }
    }

    private static void throughRectifier(float[] put, float[] deltas, int count) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector y = FloatVector.fromArray(SPECIES, put, i);
            zero.blend(FloatVector.fromArray(SPECIES, deltas, i), y.compare(VectorOperators.GT, zero))
                    .intoArray(deltas, i);
        }
    }
}
