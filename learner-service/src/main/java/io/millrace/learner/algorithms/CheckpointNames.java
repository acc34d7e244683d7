package io.millrace.learner.algorithms;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Refuses the numbers of another algorithm's checkpoint. */
final class CheckpointNames {

    private CheckpointNames() {}

    static void require(String algorithm, Set<String> expected, Map<String, Double> found) {
        if (!found.keySet().equals(expected)) {
            throw new IllegalArgumentException("The checkpoint holds the numbers " + new TreeSet<>(found.keySet())
                    + ", but algorithm " + algorithm + " carries " + new TreeSet<>(expected)
                    + ". Name the algorithm that wrote it, or start without the checkpoint.");
        }
    }
}
