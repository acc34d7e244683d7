package io.millrace.learner.algorithms;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Refuses the numbers and arrays of another algorithm's checkpoint. */
final class CheckpointNames {

    private CheckpointNames() {}

    static void require(String algorithm, Set<String> expected, Map<String, Double> found) {
        if (!found.keySet().equals(expected)) {
            throw new IllegalArgumentException("The checkpoint holds the numbers " + new TreeSet<>(found.keySet())
                    + ", but algorithm " + algorithm + " carries " + new TreeSet<>(expected)
                    + ". Name the algorithm that wrote it, or start without the checkpoint.");
        }
    }

    /**
     * Refuses arrays of other names or lengths.
     *
     * @param anyLength name of the one whose length says nothing
     */
    static void requireArrays(
            String algorithm, Map<String, float[]> expected, Map<String, float[]> found, String anyLength) {
        if (!found.keySet().equals(expected.keySet())) {
            throw new IllegalArgumentException("The checkpoint holds the arrays " + new TreeSet<>(found.keySet())
                    + ", but algorithm " + algorithm + " carries " + new TreeSet<>(expected.keySet())
                    + ". Name the algorithm that wrote it, or start without the checkpoint.");
        }
        found.forEach((name, array) -> {
            int length = Objects.requireNonNull(expected.get(name)).length;
            if (array.length != length && !name.equals(anyLength)) {
                throw new IllegalArgumentException("The checkpoint holds " + array.length + " numbers of " + name
                        + ", but this run's algorithm carries " + length
                        + ". Take the sections policy and algorithm back that it was written with.");
            }
        });
    }
}
