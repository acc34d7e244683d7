package io.millrace.learner.algorithms;

import io.millrace.policy.random.CounterRandom;

/**
 * Deals the rows of an update into minibatches, anew for each epoch: shuffled, each row once, sizes
 * that differ by one at most, none above the limit.
 */
final class Minibatches {

    private final int limit;
    private int[] order = {};
    private int rows;

    /** Minibatches of at most {@code limit} rows, at least 1. */
    Minibatches(int limit) {
        this.limit = limit;
    }

    /** Deals out {@code rows} rows; the order depends on them and on the draws alone. */
    void shuffle(int rows, CounterRandom random) {
        this.rows = rows;
        order = order.length < rows ? new int[rows] : order;
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        for (int i = rows - 1; i > 0; i--) {
            int other = below(i + 1, random);
            int row = order[i];
            order[i] = order[other];
            order[other] = row;
        }
    }

    /** How many there are. */
    int count() {
        return count(rows);
    }

    /** How many there would be for {@code rows} rows. */
    int count(int rows) {
        return (int) (((long) rows + limit - 1) / limit);
    }

    /** Where in {@link #order} a minibatch begins; for {@link #count}, where the last one ends. */
    int begin(int minibatch) {
        return (int) ((long) rows * minibatch / count());
    }

    /** The rows, minibatch after minibatch; not to be written to. */
    int[] order() {
        return order;
    }

    /** Our own, since a replay must draw the same on every Java version. Off an even chance by 2^-32 at most. */
    private static int below(int bound, CounterRandom random) {
        return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
    }
}
