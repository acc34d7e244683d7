package io.millrace.env.environments.landuse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** Regression trees of random shape, and the naive way through them. */
final class RandomTrees {

    private final SplittableRandom random;
    private final int features;
    private final IntToDoubleFunction thresholds;
    private final List<Integer> feature = new ArrayList<>();
    private final List<Double> threshold = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();
    private final List<Double> value = new ArrayList<>();

    private RandomTrees(SplittableRandom random, int features, IntToDoubleFunction thresholds) {
        this.random = random;
        this.features = features;
        this.thresholds = thresholds;
    }

    /**
     * @param thresholds draws a threshold for a feature
     */
    static Regressor regressor(
            double baseline, int trees, int features, IntToDoubleFunction thresholds, SplittableRandom random) {
        List<RegressionTree> drawn = new ArrayList<>();
        for (int i = 0; i < trees; i++) {
            RandomTrees tree = new RandomTrees(random, features, thresholds);
            tree.grow(5);
            drawn.add(tree.drawn());
        }
        return new Regressor(baseline, drawn);
    }

    // Depth first, as the source writes its trees.
    private int grow(int depth) {
        int node = left.size();
        boolean leaf = depth == 0 || random.nextInt(4) == 0;
        feature.add(leaf ? 0 : random.nextInt(features));
        threshold.add(leaf ? 0 : thresholds.applyAsDouble(feature.get(node)));
        value.add(leaf ? random.nextDouble(-1, 1) : 0);
        left.add(-1);
        right.add(-1);
        if (!leaf) {
            left.set(node, grow(depth - 1));
            right.set(node, grow(depth - 1));
        }
        return node;
    }

    private RegressionTree drawn() {
        return new RegressionTree(
                feature.stream().mapToInt(i -> i).toArray(),
                threshold.stream().mapToDouble(x -> x).toArray(),
                left.stream().mapToInt(i -> i).toArray(),
                right.stream().mapToInt(i -> i).toArray(),
                value.stream().mapToDouble(x -> x).toArray());
    }

    /** What a regressor predicts, walked node by node and summed as doubles. */
    static double predicted(Regressor regressor, double[] features) {
        double sum = regressor.baseline();
        for (RegressionTree tree : regressor.trees()) {
            int node = 0;
            while (!tree.leaf(node)) {
                boolean goesLeft = features[tree.feature()[node]] <= tree.threshold()[node];
                node = goesLeft ? tree.left()[node] : tree.right()[node];
            }
            sum += tree.value()[node];
        }
        return sum;
    }
}
