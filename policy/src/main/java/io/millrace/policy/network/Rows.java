package io.millrace.policy.network;

import java.util.Arrays;

/**
 * Rows of float32 numbers, as many as the largest batch so far. Each row is an array of its own, padded
 * with zeros to whole vectors, and rows come in blocks: what kernels compute beyond the rows and columns
 * that count is never looked at. Not safe for use by several threads.
 */
public final class Rows {

    /** Rows that a kernel computes together. */
    static final int BLOCK = 4;

    /** Columns are padded to a multiple of this: the widest vector there is. */
    static final int WIDTH = 16;

    private final int columns;
    private float[][] rows = {};

    /** No rows yet, of so many columns; at least 1. */
    public Rows(int columns) {
        this.columns = columns;
    }

    /** Numbers in a row that count. */
    public int columns() {
        return columns;
    }

    /** Makes room for at least so many rows; those there are keep what they hold, new ones are zeros. */
    public void require(int count) {
        int from = rows.length;
        if (from < count) {
            rows = Arrays.copyOf(rows, padded(count, BLOCK));
            for (int row = from; row < rows.length; row++) {
                rows[row] = new float[padded(columns, WIDTH)];
            }
        }
    }

    /** One row with its padding; stays in place when the rows become more. */
    public float[] row(int row) {
        return rows[row];
    }

    /** Fills {@code count} rows from row {@code first} on with those that begin at {@code from} in a flat array. */
    public void put(float[] source, int from, int first, int count) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(source, from + row * columns, rows[first + row], 0, columns);
        }
    }

    /** Copies {@code count} rows from row {@code first} on to a flat array, beginning at {@code to}. */
    public void get(int first, int count, float[] target, int to) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(rows[first + row], 0, target, to + row * columns, columns);
        }
    }

    /** Makes {@code count} rows from row {@code first} on copies of one padded row. */
    public void fill(int first, int count, float[] padded) {
        for (int row = first; row < first + count; row++) {
            System.arraycopy(padded, 0, rows[row], 0, padded.length);
        }
    }

    /** Sets every number to 0. */
    public void clear() {
        for (float[] row : rows) {
            Arrays.fill(row, 0);
        }
    }

    float[][] arrays() {
        return rows;
    }

    /** The next multiple of a step. */
    static int padded(int count, int step) {
        return (count + step - 1) / step * step;
    }
}
