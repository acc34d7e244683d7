package io.millrace.env.environments.landuse;

import java.util.Arrays;

/**
 * How much each output area counts in the surroundings of another: a sparse matrix W in flat arrays, row by
 * row, each row summing to 1. Rows keep the order in which their entries were given, which is the order in
 * which the lag W x is summed. Never changed, so threads may share it.
 */
final class SpatialWeights {

    private final int[] rowStart;
    private final int[] neighbours;
    private final double[] weights;
    // The same matrix by column, without the weights: who has an output area in its surroundings.
    private final int[] columnStart;
    private final int[] dependants;

    /**
     * @param rows       how many output areas there are
     * @param focal      row of each entry
     * @param neighbours column of each entry
     * @param weights    value of each entry
     */
    SpatialWeights(int rows, int[] focal, int[] neighbours, double[] weights) {
        int count = weights.length;
        this.neighbours = new int[count];
        this.weights = new double[count];
        rowStart = starts(rows, focal);
        int[] at = Arrays.copyOf(rowStart, rows);
        for (int entry = 0; entry < count; entry++) {
            int to = at[focal[entry]]++;
            this.neighbours[to] = neighbours[entry];
            this.weights[to] = weights[entry];
        }
        dependants = new int[count];
        columnStart = starts(rows, neighbours);
        at = Arrays.copyOf(columnStart, rows);
        for (int entry = 0; entry < count; entry++) {
            dependants[at[neighbours[entry]]++] = focal[entry];
        }
    }

    private static int[] starts(int groups, int[] group) {
        int[] start = new int[groups + 1];
        for (int of : group) {
            start[of + 1]++;
        }
        for (int i = 0; i < groups; i++) {
            start[i + 1] += start[i];
        }
        return start;
    }

    /** Sum of a row's weights. */
    double total(int row) {
        double total = 0;
        for (int entry = rowStart[row]; entry < rowStart[row + 1]; entry++) {
            total += weights[entry];
        }
        return total;
    }

    /**
     * Computes the lags of one output area again, in some columns only. Each is summed in the order of the
     * row's entries, whatever the range, so that it depends on nothing but the numbers.
     *
     * @param numbers row by row, {@code width} columns
     * @param into    lags in the same layout
     * @param from    first column
     * @param to      last column + 1
     */
    void lag(int row, double[] numbers, double[] into, int width, int from, int to) {
        int at = row * width;
        Arrays.fill(into, at + from, at + to, 0);
        for (int entry = rowStart[row]; entry < rowStart[row + 1]; entry++) {
            add(weights[entry], numbers, neighbours[entry] * width + from, into, at + from, to - from);
        }
    }

    // A loop of its own with one counter: the compiler makes vector instructions of it.
    private static void add(double weight, double[] numbers, int from, double[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] += weight * numbers[from + i];
        }
    }

    /** Where the {@link #dependant dependants} of an output area begin; those of the next begin where they end. */
    int firstDependant(int column) {
        return columnStart[column];
    }

    /** An output area whose lags have to be computed again when the numbers of another change. */
    int dependant(int at) {
        return dependants[at];
    }
}
