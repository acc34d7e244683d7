package io.millrace.policy.network;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Panels of two vectors' width, each as long as the factor has rows: a product runs through a panel from
 * its beginning to its end, and the panel stays in the nearest cache for all blocks of rows.
 */
final class VectorFactor implements Factor {

    private static final VectorSpecies<Float> SPECIES = VectorKernel.SPECIES;
    private static final int LENGTH = VectorKernel.LENGTH;

    /** So much of a panel is turned round at a time: it stays in the nearest cache. */
    private static final int ROWS_AT_ONCE = 64;

    private final int rows;
    private final int columns;
    private final float[][] panels;

    VectorFactor(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        int width = 2 * LENGTH;
        panels = new float[(columns + width - 1) / width][];
        for (int panel = 0; panel < panels.length; panel++) {
            boolean narrow = columns - panel * width <= LENGTH;
            panels[panel] = new float[rows * (narrow ? LENGTH : width)];
        }
    }

    @Override
    public void load(float[] source, int offset) {
        for (int panel = 0; panel < panels.length; panel++) {
            int from = panel * 2 * LENGTH;
            int width = width(panel);
            int count = Math.min(width, columns - from);
            for (int p = 0; p < rows; p++) {
                System.arraycopy(source, offset + p * columns + from, panels[panel], p * width, count);
            }
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset) {
        for (int panel = 0; panel < panels.length; panel++) {
            int from = panel * 2 * LENGTH;
            int width = width(panel);
            int count = Math.min(width, columns - from);
            for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
                int end = Math.min(rows, first + ROWS_AT_ONCE);
                for (int j = 0; j < count; j++) {
                    spread(source, offset + (from + j) * rows, panels[panel], j, width, first, end);
                }
            }
        }
    }

    private static void spread(float[] source, int from, float[] panel, int at, int step, int first, int end) {
        for (int p = first, to = at + first * step; p < end; p++, to += step) {
            panel[to] = source[from + p];
        }
    }

    @Override
    public void getColumn(int column, float[] into) {
        int panel = column / (2 * LENGTH);
        int width = width(panel);
        int at = column - panel * 2 * LENGTH;
        for (int p = 0; p < rows; p++) {
            into[p] = panels[panel][p * width + at];
        }
    }

    @Override
    public void addProduct(Rows from, int first, int count, Rows to, int at) {
        float[][] a = from.arrays();
        float[][] c = to.arrays();
        int eights = VectorEights.of(count);
        for (int panel = 0; panel < panels.length; panel++) {
            int j = panel * 2 * LENGTH;
            boolean two = width(panel) > LENGTH;
            for (int row = 0; row < eights; row += VectorEights.COUNT) {
                if (two) {
                    VectorEights.addTwo(a, first + row, rows, panels[panel], c, at + row, j);
                } else {
                    VectorEights.addOne(a, first + row, rows, panels[panel], c, at + row, j);
                }
            }
            for (int row = eights; row < count; row += Rows.BLOCK) {
                if (two) {
                    addTwo(a, first + row, rows, panels[panel], c, at + row, j);
                } else {
                    addOne(a, first + row, rows, panels[panel], c, at + row, j);
                }
            }
        }
    }

    private int width(int panel) {
        return columns - panel * 2 * LENGTH <= LENGTH ? LENGTH : 2 * LENGTH;
    }

    private static void addTwo(float[][] a, int row, int count, float[] panel, float[][] c, int at, int j) {
        int right = j + LENGTH;
        float[] a0 = a[row];
        float[] a1 = a[row + 1];
        float[] a2 = a[row + 2];
        float[] a3 = a[row + 3];
        float[] c0 = c[at];
        float[] c1 = c[at + 1];
        float[] c2 = c[at + 2];
        float[] c3 = c[at + 3];
        FloatVector left0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector left1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector left2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector left3 = FloatVector.fromArray(SPECIES, c3, j);
        FloatVector right0 = FloatVector.fromArray(SPECIES, c0, right);
        FloatVector right1 = FloatVector.fromArray(SPECIES, c1, right);
        FloatVector right2 = FloatVector.fromArray(SPECIES, c2, right);
        FloatVector right3 = FloatVector.fromArray(SPECIES, c3, right);
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

    private static void addOne(float[][] a, int row, int count, float[] panel, float[][] c, int at, int j) {
        float[] a0 = a[row];
        float[] a1 = a[row + 1];
        float[] a2 = a[row + 2];
        float[] a3 = a[row + 3];
        float[] c0 = c[at];
        float[] c1 = c[at + 1];
        float[] c2 = c[at + 2];
        float[] c3 = c[at + 3];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, c0, j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, c1, j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, c2, j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, c3, j);
        for (int p = 0; p < count; p++) {
            FloatVector w = FloatVector.fromArray(SPECIES, panel, p * LENGTH);
            sum0 = FloatVector.broadcast(SPECIES, a0[p]).fma(w, sum0);
            sum1 = FloatVector.broadcast(SPECIES, a1[p]).fma(w, sum1);
            sum2 = FloatVector.broadcast(SPECIES, a2[p]).fma(w, sum2);
            sum3 = FloatVector.broadcast(SPECIES, a3[p]).fma(w, sum3);
        }
        sum0.intoArray(c0, j);
        sum1.intoArray(c1, j);
        sum2.intoArray(c2, j);
        sum3.intoArray(c3, j);
    }
}
