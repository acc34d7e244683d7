package io.millrace.env.environments.landuse;

import java.util.Arrays;

/**
 * Which output areas can be reached from which on foot. The measured network is not public, so this is a
 * stand-in: one is reached from another if the straight distance of their centres is at most a radius; each
 * reaches itself. Symmetric. Never changed, so threads may share it.
 */
final class Walks {

    private final int[] start;
    private final int[] reached;

    private Walks(int[] start, int[] reached) {
        this.start = start;
        this.reached = reached;
    }

    /**
     * @param x      centre of each output area, metres
     * @param y      the same to the north
     * @param radius metres
     */
    static Walks within(double radius, double[] x, double[] y) {
        int[] start = new int[x.length + 1];
        int[] reached = new int[x.length];
        int count = 0;
        for (int from = 0; from < x.length; from++) {
            for (int to = 0; to < x.length; to++) {
                double east = x[to] - x[from];
                double north = y[to] - y[from];
                if (east * east + north * north <= radius * radius) {
                    reached = count == reached.length ? Arrays.copyOf(reached, 2 * count) : reached;
                    reached[count++] = to;
                }
            }
            start[from + 1] = count;
        }
        return new Walks(start, Arrays.copyOf(reached, count));
    }

    /** Where the output areas that one {@link #reached reaches} begin; those of the next begin where they end. */
    int first(int from) {
        return start[from];
    }

    /** An output area that is reached; from each in ascending order. */
    int reached(int at) {
        return reached[at];
    }
}
