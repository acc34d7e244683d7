package io.millrace.env.environments.landuse;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.ToIntFunction;

/**
 * Several boosted regressors over the same features, laid flat for speed: one array per field, trees behind
 * one another, the nodes of a tree breadth-first, so that the two nodes below one stand side by side. Never
 * changed, so threads may share it; {@link Predictions} are what one thread makes with it.
 *
 * <p>Nodes compare whole numbers: a number's <em>rank</em> in a feature is how many of the feature's
 * thresholds, in all trees, lie below it. Two numbers with one rank go the same way everywhere, which is how
 * a change that cannot matter is recognized.
 *
 * <p>Leaf values are whole multiples of a power of two, chosen per regressor so that no sum can overflow.
 * Sums are then exact and do not depend on their order; rounding a leaf to a multiple costs at most 2^-61 of
 * the largest possible sum.
 */
final class BoostedTrees {

    /** Leaves are numbered in a byte. */
    static final int MOST_LEAVES = 256;

    /** Ranks are numbered in a short. */
    static final int MOST_THRESHOLDS = Short.MAX_VALUE - 1;

    private final int features;
    private final int[] firstTree;
    private final int[] regressorOf;
    private final double[] baselines;
    private final double[] units;

    // By feature, then by threshold, then by split.
    private final int[] thresholdStart;
    private final double[] thresholds;
    private final int[] splitStart;
    private final int[] splitTree;
    private final short[] splitFirstLeaf;
    private final short[] splitLastLeaf;

    // By tree, then by node.
    private final int[] root;
    private final int[] below;
    private final short[] asked;
    private final short[] asksForRank;
    private final short[] leafOf;

    // By tree, then by leaf from left to right.
    private final int[] leafStart;
    private final long[] leafValue;

    /**
     * @param features how many numbers a prediction is made from
     * @throws IllegalArgumentException if a tree has more leaves or a feature more thresholds than fit
     */
    BoostedTrees(int features, List<Regressor> regressors) {
        this.features = features;
        RegressionTree[] trees =
                regressors.stream().flatMap(r -> r.trees().stream()).toArray(RegressionTree[]::new);
        firstTree = new int[regressors.size() + 1];
        for (int r = 0; r < regressors.size(); r++) {
            firstTree[r + 1] = firstTree[r] + regressors.get(r).trees().size();
        }
        regressorOf = new int[trees.length];
        for (int r = 0; r < regressors.size(); r++) {
            Arrays.fill(regressorOf, firstTree[r], firstTree[r + 1], r);
        }
        baselines = regressors.stream().mapToDouble(Regressor::baseline).toArray();
        units = regressors.stream().mapToDouble(BoostedTrees::unit).toArray();
        root = starts(trees, RegressionTree::nodes);
        leafStart = starts(trees, RegressionTree::leaves);
        int nodes = root[trees.length];
        int splits = nodes - leafStart[trees.length];
        below = new int[nodes];
        asked = new short[nodes];
        asksForRank = new short[nodes];
        leafOf = new short[nodes];
        leafValue = new long[leafStart[trees.length]];
        thresholdStart = new int[features + 1];
        thresholds = sortedThresholds(trees);
        splitStart = new int[thresholds.length + 1];
        splitTree = new int[splits];
        splitFirstLeaf = new short[splits];
        splitLastLeaf = new short[splits];
        countSplits(trees);
        int[] nextSplit = Arrays.copyOf(splitStart, thresholds.length);
        for (int tree = 0; tree < trees.length; tree++) {
            layOut(trees[tree], tree, units[regressorOf[tree]], nextSplit);
        }
    }

    // The power of two of which a regressor's leaf values are made multiples.
    private static double unit(Regressor regressor) {
        double most = 0;
        for (RegressionTree tree : regressor.trees()) {
            double mostOfTree = 0;
            for (int node = 0; node < tree.nodes(); node++) {
                mostOfTree = tree.leaf(node) ? Math.max(mostOfTree, Math.abs(tree.value()[node])) : mostOfTree;
            }
            most += mostOfTree;
        }
        return most == 0 ? 1 : Math.scalb(1.0, Math.max(Math.getExponent(most) - 60, Double.MIN_EXPONENT));
    }

    private static int[] starts(RegressionTree[] trees, ToIntFunction<RegressionTree> size) {
        int[] starts = new int[trees.length + 1];
        for (int tree = 0; tree < trees.length; tree++) {
            starts[tree + 1] = starts[tree] + size.applyAsInt(trees[tree]);
        }
        return starts;
    }

    // Fills thresholdStart too.
    private double[] sortedThresholds(RegressionTree[] trees) {
        double[][] ofFeature = new double[features][];
        int[] count = new int[features];
        for (RegressionTree tree : trees) {
            for (int node = 0; node < tree.nodes(); node++) {
                count[tree.feature()[node]] += tree.leaf(node) ? 0 : 1;
            }
        }
        Arrays.setAll(ofFeature, feature -> new double[count[feature]]);
        Arrays.fill(count, 0);
        for (RegressionTree tree : trees) {
            for (int node = 0; node < tree.nodes(); node++) {
                int feature = tree.feature()[node];
                if (!tree.leaf(node)) {
                    ofFeature[feature][count[feature]++] = tree.threshold()[node];
                }
            }
        }
        for (int feature = 0; feature < features; feature++) {
            ofFeature[feature] =
                    Arrays.stream(ofFeature[feature]).sorted().distinct().toArray();
            if (ofFeature[feature].length > MOST_THRESHOLDS) {
                throw new IllegalArgumentException("The trees ask about feature " + feature + " at "
                        + ofFeature[feature].length + " thresholds, but at most " + MOST_THRESHOLDS
                        + " fit. Fit regressors with fewer or smaller trees.");
            }
            thresholdStart[feature + 1] = thresholdStart[feature] + ofFeature[feature].length;
        }
        return Arrays.stream(ofFeature).flatMapToDouble(Arrays::stream).toArray();
    }

    private void countSplits(RegressionTree[] trees) {
        for (RegressionTree tree : trees) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.leaf(node)) {
                    splitStart[threshold(tree, node) + 1]++;
                }
            }
        }
        for (int threshold = 0; threshold < thresholds.length; threshold++) {
            splitStart[threshold + 1] += splitStart[threshold];
        }
    }

    private int threshold(RegressionTree tree, int node) {
        int feature = tree.feature()[node];
        return Arrays.binarySearch(
                thresholds, thresholdStart[feature], thresholdStart[feature + 1], tree.threshold()[node]);
    }

    private void layOut(RegressionTree tree, int number, double unit, int[] nextSplit) {
        if (tree.leaves() > MOST_LEAVES) {
            throw new IllegalArgumentException("Tree " + number + " has " + tree.leaves() + " leaves, but at most "
                    + MOST_LEAVES + " fit. Fit regressors with smaller trees.");
        }
        int[] leavesUnder = leavesUnder(tree);
        int[] firstLeaf = new int[tree.nodes()];
        Queue<Integer> waiting = new ArrayDeque<>(List.of(0));
        int free = root[number] + 1;
        for (int at = root[number]; at < root[number + 1]; at++) {
            int node = waiting.remove();
            if (tree.leaf(node)) {
                // A leaf leads to itself: no rank is above the one that it asks for.
                below[at] = at;
                asksForRank[at] = Short.MAX_VALUE;
                leafOf[at] = (short) firstLeaf[node];
                leafValue[leafStart[number] + firstLeaf[node]] = (long) Math.rint(tree.value()[node] / unit);
                continue;
            }
            int left = tree.left()[node];
            int right = tree.right()[node];
            int threshold = threshold(tree, node);
            below[at] = free;
            asked[at] = (short) tree.feature()[node];
            asksForRank[at] = (short) (threshold - thresholdStart[tree.feature()[node]]);
            firstLeaf[left] = firstLeaf[node];
            firstLeaf[right] = firstLeaf[node] + leavesUnder[left];
            int split = nextSplit[threshold]++;
            splitTree[split] = number;
            splitFirstLeaf[split] = (short) firstLeaf[node];
            splitLastLeaf[split] = (short) (firstLeaf[node] + leavesUnder[node] - 1);
            waiting.add(left);
            waiting.add(right);
            free += 2;
        }
    }

    private static int[] leavesUnder(RegressionTree tree) {
        int[] under = new int[tree.nodes()];
        for (int node = tree.nodes() - 1; node >= 0; node--) {
            under[node] = tree.leaf(node) ? 1 : under[tree.left()[node]] + under[tree.right()[node]];
        }
        return under;
    }

    /** How many numbers a prediction is made from. */
    int features() {
        return features;
    }

    int regressors() {
        return baselines.length;
    }

    /** Trees of all regressors together; those of one come after those of the one before. */
    int trees() {
        return root.length - 1;
    }

    /** The first tree of a regressor, or the number of trees for the one after the last. */
    int firstTree(int regressor) {
        return firstTree[regressor];
    }

    /** The regressor to which a tree belongs. */
    int regressorOf(int tree) {
        return regressorOf[tree];
    }

    /** What a regressor predicts from the sum of its leaf values. */
    double prediction(int regressor, long sum) {
        return baselines[regressor] + units[regressor] * sum;
    }

    /** The thresholds of a feature from {@code least} to {@code greatest}, ascending. */
    double[] thresholds(int feature, double least, double greatest) {
        return Arrays.stream(thresholds, thresholdStart[feature], thresholdStart[feature + 1])
                .filter(threshold -> threshold >= least && threshold <= greatest)
                .toArray();
    }

    /** Rank of a number in a feature. */
    short rank(int feature, double number) {
        int low = thresholdStart[feature];
        int high = thresholdStart[feature + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (thresholds[middle] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (short) (low - thresholdStart[feature]);
    }

    /** Rank of a number that is near one of which the rank is known. */
    short rankNear(int feature, double number, short known) {
        int first = thresholdStart[feature];
        int end = thresholdStart[feature + 1];
        int at = first + known;
        while (at < end && thresholds[at] < number) {
            at++;
        }
        while (at > first && thresholds[at - 1] >= number) {
            at--;
        }
        return (short) (at - first);
    }

    /** The first split that asks about a feature at a rank or later; splits are in the order of their ranks. */
    int firstSplit(int feature, int rank) {
        return splitStart[thresholdStart[feature] + rank];
    }

    /** The tree in which a split stands. */
    int splitTree(int split) {
        return splitTree[split];
    }

    /** Whether the way to a leaf of the split's tree leads through the split. */
    boolean leadsTo(int split, int leaf) {
        return leaf >= splitFirstLeaf[split] && leaf <= splitLastLeaf[split];
    }

    /** The leaf, counted from the left, to which ranks lead. */
    int leaf(int tree, short[] ranks, int at) {
        int node = root[tree];
        int next = step(node, ranks, at);
        while (next != node) {
            node = next;
            next = step(node, ranks, at);
        }
        return leafOf[node];
    }

    /**
     * The leaves to which four rows of ranks lead, each {@link #features} after the one before. Four at once,
     * because the steps of one wait for memory while those of the others go on.
     */
    void leaves(int tree, short[] ranks, int at, byte[] into, int to, int stride) {
        int at1 = at + features;
        int at2 = at1 + features;
        int at3 = at2 + features;
        int node0 = root[tree];
        int node1 = node0;
        int node2 = node0;
        int node3 = node0;
        int moved;
        do {
            int next0 = step(node0, ranks, at);
            int next1 = step(node1, ranks, at1);
            int next2 = step(node2, ranks, at2);
            int next3 = step(node3, ranks, at3);
            moved = (next0 ^ node0) | (next1 ^ node1) | (next2 ^ node2) | (next3 ^ node3);
            node0 = next0;
            node1 = next1;
            node2 = next2;
            node3 = next3;
        } while (moved != 0);
        into[to] = (byte) leafOf[node0];
        into[to + stride] = (byte) leafOf[node1];
        into[to + 2 * stride] = (byte) leafOf[node2];
        into[to + 3 * stride] = (byte) leafOf[node3];
    }

    // The sign bit is 1 where the rank is above the one asked for: right, without a jump to guess.
    private int step(int node, short[] ranks, int at) {
        return below[node] + ((asksForRank[node] - ranks[at + asked[node]]) >>> 31);
    }

    /** What a leaf adds to its regressor's sum. */
    long leafValue(int tree, int leaf) {
        return leafValue[leafStart[tree] + leaf];
    }
}
