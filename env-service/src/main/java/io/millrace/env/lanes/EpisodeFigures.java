package io.millrace.env.lanes;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Measured;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The figures of a lane's episodes, by name. One thread at a time. */
final class EpisodeFigures {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

    private final List<String> names;
    private final double[] values;

    /**
     * For copies of this environment.
     *
     * @throws IllegalArgumentException if it has too many figures, or names one as a chart cannot
     */
    EpisodeFigures(Environment environment) {
        this.names = environment instanceof Measured measured ? List.copyOf(measured.figures()) : List.of();
        this.values = new double[names.size()];
        requireFit(environment.description().name());
    }

    private void requireFit(String environment) {
        if (names.size() > Measured.MOST_FIGURES) {
            throw new IllegalArgumentException("Environment " + environment + " measures " + names.size()
                    + " figures of an episode, but each is a series of its own, and there may be "
                    + Measured.MOST_FIGURES + ". Leave out those that nobody would look at.");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!NAME.matcher(name).matches() || !seen.add(name)) {
                throw new IllegalArgumentException("Environment " + environment + " measures a figure \"" + name
                        + "\", but figures are told apart by names of lower-case letters, digits and hyphens. Name each"
                        + " once, such as target-error.");
            }
        }
    }

    /** The figures of the episode that has just ended in this environment; not a number where one was not measured. */
    Map<String, Double> of(Environment ended, double episodeReturn) {
        if (names.isEmpty() || !(ended instanceof Measured measured)) {
            return Map.of();
        }
        // An episode before may have left its number there.
        Arrays.fill(values, Double.NaN);
        measured.measure(episodeReturn, values);
        // In the order of the names, so that the same episode is the same bytes.
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            figures.put(names.get(i), values[i]);
        }
        return figures;
    }
}
