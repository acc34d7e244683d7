package io.millrace.env.environments.landuse;

import java.util.Arrays;

/**
 * What boosted trees predict for many rows of features, kept up to date feature by feature. A moved feature
 * sends a row down a tree again only if it crosses a threshold on the row's way through that tree. The
 * outcome is the same, to the bit, as that of walking through all trees. One thread.
 */
final class Predictions {

    private final BoostedTrees trees;
    private final short[] ranks;
    private final byte[] leaves;
    private final long[] sums;

    // The trees that the present row has to walk again, each once.
    private final int[] waiting;
    private final boolean[] waits;
    private int waitingCount;

    /** Predictions from features that are all 0 ranks: {@link #rank} each, then {@link #walkAll}. */
    Predictions(BoostedTrees trees, int rows) {
        this.trees = trees;
        ranks = new short[rows * trees.features()];
        leaves = new byte[rows * trees.trees()];
        sums = new long[rows * trees.regressors()];
        waiting = new int[trees.trees()];
        waits = new boolean[trees.trees()];
    }

    /** A copy of its own. */
    Predictions copy() {
        Predictions copy = new Predictions(trees, sums.length / trees.regressors());
        System.arraycopy(ranks, 0, copy.ranks, 0, ranks.length);
        System.arraycopy(leaves, 0, copy.leaves, 0, leaves.length);
        System.arraycopy(sums, 0, copy.sums, 0, sums.length);
        return copy;
    }

    /** Takes over one row of others over the same trees. */
    void copyRow(Predictions other, int row) {
        copyRow(other.ranks, ranks, row, trees.features());
        copyRow(other.leaves, leaves, row, trees.trees());
        copyRow(other.sums, sums, row, trees.regressors());
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    private static void copyRow(Object from, Object to, int row, int width) {
        System.arraycopy(from, row * width, to, row * width, width);
    }

    /** Sets a feature of a row; nothing is predicted before {@link #walkAll}. */
    void rank(int row, int feature, double number) {
        ranks[row * trees.features() + feature] = trees.rank(feature, number);
    }

    /** Walks through all trees for all rows. Tree by tree, because a tree fits into the nearest cache. */
    void walkAll() {
        int rows = sums.length / trees.regressors();
        int stride = trees.trees();
        for (int tree = 0; tree < stride; tree++) {
            int row = 0;
            for (; row + 4 <= rows; row += 4) {
                trees.leaves(tree, ranks, row * trees.features(), leaves, row * stride + tree, stride);
            }
            for (; row < rows; row++) {
                leaves[row * stride + tree] = (byte) trees.leaf(tree, ranks, row * trees.features());
            }
        }
        Arrays.fill(sums, 0);
        for (int row = 0; row < rows; row++) {
            for (int regressor = 0; regressor < trees.regressors(); regressor++) {
                sums[row * trees.regressors() + regressor] = sum(row, regressor);
            }
        }
    }

    private long sum(int row, int regressor) {
        long sum = 0;
        for (int tree = trees.firstTree(regressor); tree < trees.firstTree(regressor + 1); tree++) {
            sum += trees.leafValue(tree, leaves[row * trees.trees() + tree] & 0xFF);
        }
        return sum;
    }

    /** Moves a feature of a row. {@link #walk} before another row is moved. */
    void move(int row, int feature, double number) {
        int at = row * trees.features() + feature;
        short before = ranks[at];
        short after = trees.rankNear(feature, number, before);
        if (after == before) {
            return;
        }
        ranks[at] = after;
        int end = trees.firstSplit(feature, Math.max(before, after));
        for (int split = trees.firstSplit(feature, Math.min(before, after)); split < end; split++) {
            int tree = trees.splitTree(split);
            if (!waits[tree] && trees.leadsTo(split, leaves[row * trees.trees() + tree] & 0xFF)) {
                waits[tree] = true;
                waiting[waitingCount++] = tree;
            }
        }
    }

    /** Walks, for a row whose features were moved, through the trees where that can matter. */
    void walk(int row) {
        for (int i = 0; i < waitingCount; i++) {
            int tree = waiting[i];
            waits[tree] = false;
            int at = row * trees.trees() + tree;
            int before = leaves[at] & 0xFF;
            int after = trees.leaf(tree, ranks, row * trees.features());
            leaves[at] = (byte) after;
            sums[row * trees.regressors() + trees.regressorOf(tree)] +=
                    trees.leafValue(tree, after) - trees.leafValue(tree, before);
        }
        waitingCount = 0;
    }

    /** What a regressor predicts for a row. */
    double prediction(int row, int regressor) {
        return trees.prediction(regressor, sums[row * trees.regressors() + regressor]);
    }
}
