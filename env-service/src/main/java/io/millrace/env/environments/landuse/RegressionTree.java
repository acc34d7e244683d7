package io.millrace.env.environments.landuse;

/**
 * One tree of a boosted regressor as its table gives it, node by node. Node 0 is the root, and a node stands
 * before those below it.
 *
 * @param feature   what an inner node asks about; unused in a leaf
 * @param threshold an inner node goes left if the feature is at most this, else right
 * @param left      node below on the left; -1 in a leaf
 * @param right     node below on the right; unused in a leaf
 * @param value     what a leaf adds to the prediction; unused in an inner node
 */
@SuppressWarnings("ArrayRecordComponent") // Laid flat and dropped, never compared.
record RegressionTree(int[] feature, double[] threshold, int[] left, int[] right, double[] value) {

    int nodes() {
        return left.length;
    }

    boolean leaf(int node) {
        return left[node] < 0;
    }

    int leaves() {
        // Every inner node has two below it.
        return (nodes() + 1) / 2;
    }
}
