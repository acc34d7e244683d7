package io.millrace.policy.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Two blocks of four rows at once: with two vectors of columns ten reads for sixteen products where four rows have six
 * for eight, and it is reading that takes the time. Each sum is the same chain of operations.
 */
final class VectorEights {

    /** How many. */
    static final int COUNT = 2 * Rows.BLOCK;

    private static final VectorSpecies<Float> SPECIES = VectorKernel.SPECIES;
    private static final int LENGTH = VectorKernel.LENGTH;

    /** Nineteen vectors stay in registers: there are 32 of 512 bits wherever there are any, but of 256 often 16. */
    private static final boolean FIT_REGISTERS = SPECIES.vectorBitSize() == 512;

    private VectorEights() {}

    /** Of so many rows, those that go eight at a time; the others go in blocks of four. */
    static int of(int rows) {
        return FIT_REGISTERS ? Rows.padded(rows, Rows.BLOCK) / COUNT * COUNT : 0;
    }

    /** Adds products with a panel of two vectors' width. */
    static void addTwo(float[][] a, int row, int count, float[] panel, float[][] c, int at, int j) {
        int right = j + LENGTH;
        float[] a0 = a[row];
        float[] a1 = a[row + 1];
        float[] a2 = a[row + 2];
        float[] a3 = a[row + 3];
        float[] a4 = a[row + 4];
        float[] a5 = a[row + 5];
        float[] a6 = a[row + 6];
        float[] a7 = a[row + 7];
        float[] c0 = c[at];
        float[] c1 = c[at + 1];
        float[] c2 = c[at + 2];
        float[] c3 = c[at + 3];
        float[] c4 = c[at + 4];
        float[] c5 = c[at + 5];
        float[] c6 = c[at + 6];
        float[] c7 = c[at + 7];
        FloatVector left0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector left1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector left2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector left3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector left4 = FloatVector.fromArray(SPECIES, c4, j);
        FloatVector left5 = FloatVector.fromArray(SPECIES, c5, j);
        FloatVector left6 = FloatVector.fromArray(SPECIES, c6, j);
        FloatVector left7 = FloatVector.fromArray(SPECIES, c7, j);
        FloatVector right0 = FloatVector.fromArray(SPECIES, c0, right);
        FloatVector right1 = FloatVector.fromArray(SPECIES, c1, right);
        FloatVector right2 = FloatVector.fromArray(SPECIES, c2, right);
        FloatVector right3 = FloatVector.fromArray(SPECIES, c3, right);
        FloatVector right4 = FloatVector.fromArray(SPECIES, c4, right);
        FloatVector right5 = FloatVector.fromArray(SPECIES, c5, right);
        FloatVector right6 = FloatVector.fromArray(SPECIES, c6, right);
        FloatVector right7 = FloatVector.fromArray(SPECIES, c7, right);
        for (int p = 0; p < count; p++) {
            FloatVector left = FloatVector.fromArray(SPECIES, panel, p * 2 * LENGTH);
            FloatVector rest = FloatVector.fromArray(SPECIES, panel, p * 2 * LENGTH + LENGTH);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a0[p]);
            left0 = x0.fma(left, left0);
            right0 = x0.fma(rest, right0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a1[p]);
            left1 = x1.fma(left, left1);
            right1 = x1.fma(rest, right1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a2[p]);
            left2 = x2.fma(left, left2);
            right2 = x2.fma(rest, right2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a3[p]);
            left3 = x3.fma(left, left3);
            right3 = x3.fma(rest, right3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a4[p]);
            left4 = x4.fma(left, left4);
            right4 = x4.fma(rest, right4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a5[p]);
            left5 = x5.fma(left, left5);
            right5 = x5.fma(rest, right5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, a6[p]);
            left6 = x6.fma(left, left6);
            right6 = x6.fma(rest, right6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, a7[p]);
            left7 = x7.fma(left, left7);
            right7 = x7.fma(rest, right7);
        }
        left0.intoArray(c0, j);
        left1.intoArray(c1, j);
        left2.intoArray(c2, j);
        left3.intoArray(c3, j);
        left4.intoArray(c4, j);
        left5.intoArray(c5, j);
        left6.intoArray(c6, j);
        left7.intoArray(c7, j);
        right0.intoArray(c0, right);
        right1.intoArray(c1, right);
        right2.intoArray(c2, right);
        right3.intoArray(c3, right);
        right4.intoArray(c4, right);
        right5.intoArray(c5, right);
        right6.intoArray(c6, right);
        right7.intoArray(c7, right);
    }

    /** Adds products with a panel of one vector's width. */
    static void addOne(float[][] a, int row, int count, float[] panel, float[][] c, int at, int j) {
        float[] a0 = a[row];
        float[] a1 = a[row + 1];
        float[] a2 = a[row + 2];
        float[] a3 = a[row + 3];
        float[] a4 = a[row + 4];
        float[] a5 = a[row + 5];
        float[] a6 = a[row + 6];
        float[] a7 = a[row + 7];
        float[] c0 = c[at];
        float[] c1 = c[at + 1];
        float[] c2 = c[at + 2];
        float[] c3 = c[at + 3];
        float[] c4 = c[at + 4];
        float[] c5 = c[at + 5];
        float[] c6 = c[at + 6];
        float[] c7 = c[at + 7];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, c4, j);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, c5, j);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, c6, j);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, c7, j);
        for (int p = 0; p < count; p++) {
            FloatVector w = FloatVector.fromArray(SPECIES, panel, p * LENGTH);
            sum0 = FloatVector.broadcast(SPECIES, a0[p]).fma(w, sum0);
            sum1 = FloatVector.broadcast(SPECIES, a1[p]).fma(w, sum1);
            sum2 = FloatVector.broadcast(SPECIES, a2[p]).fma(w, sum2);
            sum3 = FloatVector.broadcast(SPECIES, a3[p]).fma(w, sum3);
            sum4 = FloatVector.broadcast(SPECIES, a4[p]).fma(w, sum4);
            sum5 = FloatVector.broadcast(SPECIES, a5[p]).fma(w, sum5);
            sum6 = FloatVector.broadcast(SPECIES, a6[p]).fma(w, sum6);
            sum7 = FloatVector.broadcast(SPECIES, a7[p]).fma(w, sum7);
        }
        sum0.intoArray(c0, j);
        sum1.intoArray(c1, j);
        sum2.intoArray(c2, j);
        sum3.intoArray(c3, j);
        sum4.intoArray(c4, j);
        sum5.intoArray(c5, j);
        sum6.intoArray(c6, j);
        sum7.intoArray(c7, j);
    }

    /** Adds to two vectors' columns of eight rows of a transpose's product. */
    static void addTwoTransposed(
            float[][] a, int firstA, int i, float[][] b, int firstB, int j, int count, float[][] c) {
        int right = j + LENGTH;
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] c2 = c[i + 2];
        float[] c3 = c[i + 3];
        float[] c4 = c[i + 4];
        float[] c5 = c[i + 5];
        float[] c6 = c[i + 6];
        float[] c7 = c[i + 7];
        FloatVector left0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector left1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector left2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector left3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector left4 = FloatVector.fromArray(SPECIES, c4, j);
        FloatVector left5 = FloatVector.fromArray(SPECIES, c5, j);
        FloatVector left6 = FloatVector.fromArray(SPECIES, c6, j);
        FloatVector left7 = FloatVector.fromArray(SPECIES, c7, j);
        FloatVector right0 = FloatVector.fromArray(SPECIES, c0, right);
        FloatVector right1 = FloatVector.fromArray(SPECIES, c1, right);
        FloatVector right2 = FloatVector.fromArray(SPECIES, c2, right);
        FloatVector right3 = FloatVector.fromArray(SPECIES, c3, right);
        FloatVector right4 = FloatVector.fromArray(SPECIES, c4, right);
        FloatVector right5 = FloatVector.fromArray(SPECIES, c5, right);
        FloatVector right6 = FloatVector.fromArray(SPECIES, c6, right);
        FloatVector right7 = FloatVector.fromArray(SPECIES, c7, right);
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
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[i + 4]);
            left4 = x4.fma(left, left4);
            right4 = x4.fma(rest, right4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[i + 5]);
            left5 = x5.fma(left, left5);
            right5 = x5.fma(rest, right5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[i + 6]);
            left6 = x6.fma(left, left6);
            right6 = x6.fma(rest, right6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[i + 7]);
            left7 = x7.fma(left, left7);
            right7 = x7.fma(rest, right7);
        }
        left0.intoArray(c0, j);
        left1.intoArray(c1, j);
        left2.intoArray(c2, j);
        left3.intoArray(c3, j);
        left4.intoArray(c4, j);
        left5.intoArray(c5, j);
        left6.intoArray(c6, j);
        left7.intoArray(c7, j);
        right0.intoArray(c0, right);
        right1.intoArray(c1, right);
        right2.intoArray(c2, right);
        right3.intoArray(c3, right);
        right4.intoArray(c4, right);
        right5.intoArray(c5, right);
        right6.intoArray(c6, right);
        right7.intoArray(c7, right);
    }

    /** Adds to one vector's columns of eight rows of a transpose's product. */
    static void addOneTransposed(
            float[][] a, int firstA, int i, float[][] b, int firstB, int j, int count, float[][] c) {
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] c2 = c[i + 2];
        float[] c3 = c[i + 3];
        float[] c4 = c[i + 4];
        float[] c5 = c[i + 5];
        float[] c6 = c[i + 6];
        float[] c7 = c[i + 7];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, c4, j);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, c5, j);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, c6, j);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, c7, j);
        for (int p = 0; p < count; p++) {
            float[] x = a[firstA + p];
            FloatVector w = FloatVector.fromArray(SPECIES, b[firstB + p], j);
            sum0 = FloatVector.broadcast(SPECIES, x[i]).fma(w, sum0);
            sum1 = FloatVector.broadcast(SPECIES, x[i + 1]).fma(w, sum1);
            sum2 = FloatVector.broadcast(SPECIES, x[i + 2]).fma(w, sum2);
            sum3 = FloatVector.broadcast(SPECIES, x[i + 3]).fma(w, sum3);
            sum4 = FloatVector.broadcast(SPECIES, x[i + 4]).fma(w, sum4);
            sum5 = FloatVector.broadcast(SPECIES, x[i + 5]).fma(w, sum5);
            sum6 = FloatVector.broadcast(SPECIES, x[i + 6]).fma(w, sum6);
            sum7 = FloatVector.broadcast(SPECIES, x[i + 7]).fma(w, sum7);
        }
        sum0.intoArray(c0, j);
        sum1.intoArray(c1, j);
        sum2.intoArray(c2, j);
        sum3.intoArray(c3, j);
        sum4.intoArray(c4, j);
        sum5.intoArray(c5, j);
        sum6.intoArray(c6, j);
        sum7.intoArray(c7, j);
    }
}
