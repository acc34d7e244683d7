package io.millrace.env.environments.landuse;

/** Some of the rows 0 to n - 1, in the order in which they were added; nothing is allocated after creation. */
final class RowSet {

    private final int[] rows;
    private final boolean[] contains;
    private int size;

    RowSet(int n) {
        rows = new int[n];
        contains = new boolean[n];
    }

    void add(int row) {
        if (!contains[row]) {
            contains[row] = true;
            rows[size++] = row;
        }
    }

    boolean contains(int row) {
        return contains[row];
    }

    int size() {
        return size;
    }

    /** The row that was added as number {@code at}, counted from 0. */
    int row(int at) {
        return rows[at];
    }

    /** The rows, in the first {@link #size} places: the set's own array. */
    int[] rows() {
        return rows;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            contains[rows[i]] = false;
        }
        size = 0;
    }
}
