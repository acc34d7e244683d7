package io.millrace.env.environments.landuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The trees of one regressor as their table gives them: one row per node, tree after tree. */
final class TreeRows {

    private final TableReader table;
    private final int features;
    private final int tree;
    private final int node;
    private final int leaf;
    private final int feature;
    private final int threshold;
    private final int left;
    private final int right;
    private final int value;

    /** @param features how many features there are to ask about */
    TreeRows(TableReader table, int features) {
        this.table = table;
        this.features = features;
        tree = table.column("tree");
        node = table.column("node");
        leaf = table.column("is_leaf");
        feature = table.column("feature");
        threshold = table.column("threshold");
        left = table.column("left");
        right = table.column("right");
        value = table.column("value");
    }

    /** Reads all rows. */
    List<RegressionTree> trees() {
        List<RegressionTree> trees = new ArrayList<>();
        Nodes nodes = new Nodes();
        while (table.next()) {
            int number = table.whole(tree, 0, Integer.MAX_VALUE);
            if (number == trees.size() + 1 && nodes.count > 0) {
                trees.add(nodes.finished());
                nodes = new Nodes();
            }
            if (number != trees.size()) {
                throw table.refused(tree, "is not the tree of the row before or the one after it: rows are missing");
            }
            nodes.add();
        }
        if (nodes.count == 0) {
            throw table.refused("has no rows: there is no tree.");
        }
        trees.add(nodes.finished());
        return List.copyOf(trees);
    }

    /** The nodes of one tree so far. */
    private final class Nodes {

        // Most trees have 61 nodes; others grow.
        private int[] features = new int[64];
        private double[] thresholds = new double[64];
        private int[] lefts = new int[64];
        private int[] rights = new int[64];
        private double[] values = new double[64];
        private int count;
        private int firstLine;

        void add() {
            if (count == 0) {
                firstLine = table.line();
            }
            if (table.whole(node, 0, Integer.MAX_VALUE) != count) {
                throw table.refused(node, "is not " + count + ", the next node of its tree: rows are missing or mixed");
            }
            if (count == values.length) {
                grow();
            }
            if (table.whole(leaf, 0, 1) == 1) {
                lefts[count] = -1;
                values[count] = table.number(value);
            } else {
                features[count] = table.whole(feature, 0, TreeRows.this.features - 1);
                thresholds[count] = table.number(threshold);
                lefts[count] = table.whole(left, count + 1, Integer.MAX_VALUE);
                rights[count] = table.whole(right, count + 1, Integer.MAX_VALUE);
            }
            count++;
        }

        private void grow() {
            features = Arrays.copyOf(features, 2 * count);
            thresholds = Arrays.copyOf(thresholds, 2 * count);
            lefts = Arrays.copyOf(lefts, 2 * count);
            rights = Arrays.copyOf(rights, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }

        RegressionTree finished() {
            boolean[] reached = new boolean[count];
            reached[0] = true;
            for (int at = 0; at < count; at++) {
                if (lefts[at] >= 0) {
                    reach(reached, at, lefts[at], left);
                    reach(reached, at, rights[at], right);
                }
            }
            for (int at = 0; at < count; at++) {
                if (!reached[at]) {
                    throw table.refused(firstLine + at, node, "is " + at + ", but no node of its tree leads there");
                }
            }
            return new RegressionTree(
                    Arrays.copyOf(features, count),
                    Arrays.copyOf(thresholds, count),
                    Arrays.copyOf(lefts, count),
                    Arrays.copyOf(rights, count),
                    Arrays.copyOf(values, count));
        }

        private void reach(boolean[] reached, int from, int to, int column) {
            if (to >= count) {
                throw table.refused(
                        firstLine + from,
                        column,
                        "leads to node " + to + ", but the tree has only " + count + " nodes: rows are missing");
            }
            if (reached[to]) {
                throw table.refused(firstLine + from, column, "leads to node " + to + ", where another leads already");
            }
            reached[to] = true;
        }
    }
}
