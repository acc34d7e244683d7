package io.millrace.weights;

import io.millrace.messages.NamedShape;
import io.millrace.policy.parameters.ParameterLayout;
import java.util.List;
import java.util.Optional;

/** The layout of a parameter vector as a manifest states it. */
final class WeightsLayout {

    private WeightsLayout() {}

    static List<NamedShape> of(ParameterLayout layout) {
        return layout.namedShapes().stream()
                .map(array -> new NamedShape(array.name(), array.shape()))
                .toList();
    }

    /** What is said when weights of layout {@code found} meet a policy of layout {@code expected}. */
    static String mismatch(long version, List<NamedShape> found, List<NamedShape> expected) {
        return difference(found, expected)
                .map(difference -> "Weights " + version + " hold " + difference
                        + ". The learner that published them runs with another environment or network."
                        + " Start it with this run's settings, or give that run a name of its own.")
                .orElse("Weights " + version + " do not fit this run's network.");
    }

    /** The first array that differs, and what it should be; nothing if there is none. */
    static Optional<String> difference(List<NamedShape> found, List<NamedShape> expected) {
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            String there = i < found.size() ? text(found.get(i)) : "nothing";
            String here = i < expected.size() ? text(expected.get(i)) : "nothing";
            if (!there.equals(here)) {
                return Optional.of(there + " where this run's settings ask for " + here);
            }
        }
        return Optional.empty();
    }

    private static String text(NamedShape array) {
        return array.getName() + " of shape " + array.getShape();
    }
}
