package io.millrace.policy.bandit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** The rules there are, by the name that the setting {@code rule.name} gives. */
public final class Rules {

    private static final Map<String, Kind> BY_NAME = new TreeMap<>(Map.of(
            "epsilon-greedy", new Kind(Map.of("epsilon", 0.1), own -> new EpsilonGreedyRule(own.number("epsilon")))));

    private record Kind(Map<String, Double> defaults, Function<Given, Rule> factory) {}

    /** Settings whose names were checked. */
    private record Given(Map<String, Double> settings) {

        double number(String name) {
            return Objects.requireNonNull(settings.get(name));
        }
    }

    private Rules() {}

    /** Every name, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * All settings of a rule, with the value of each where a run gives none.
     *
     * @throws IllegalArgumentException if there is no such rule; the message lists those there are
     */
    public static Map<String, Double> defaults(String name) {
        return new TreeMap<>(kind(name).defaults());
    }

    /**
     * A new rule.
     *
     * @param settings every setting that {@link #defaults} names
     * @throws IllegalArgumentException if there is no such rule, or a setting is missing or cannot be
     */
    public static Rule of(String name, Map<String, Double> settings) {
        Kind kind = kind(name);
        if (!settings.keySet().equals(kind.defaults().keySet())) {
            throw new IllegalArgumentException("Rule " + name + " was given the settings " + settings.keySet()
                    + ", but has " + kind.defaults().keySet() + ". Give it these.");
        }
        return kind.factory().apply(new Given(settings));
    }

    private static Kind kind(String name) {
        Kind kind = BY_NAME.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("There is no rule " + name + ". Set rule.name to one of: "
                    + String.join(", ", BY_NAME.keySet()) + ".");
        }
        return kind;
    }
}
