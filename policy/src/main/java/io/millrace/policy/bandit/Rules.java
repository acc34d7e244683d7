package io.millrace.policy.bandit;

import io.millrace.policy.bandit.ThompsonRule.Posterior;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** The rules there are, by the name that the setting {@code rule.name} gives. */
public final class Rules {

    private static final Map<String, Double> THOMPSON = Map.of("alpha", 0.5, "beta", 1e-9, "simulations", 1000.0);

    private static final Map<String, Kind> BY_NAME = new TreeMap<>(Map.ofEntries(
            entry("elasticity", Map.of(), own -> new ElasticityRule()),
            entry("epsilon-decay", Map.of("epsilon", 0.5, "decay", 1.0), own -> epsilon(own, own.number("decay"))),
            entry("epsilon-greedy", Map.of("epsilon", 0.1), own -> epsilon(own, 0)),
            entry("fixed", Map.of("arm", 0.0), own -> new FixedRule(own.number("arm"))),
            entry("greedy", Map.of("test-weeks", 6.0), own -> new GreedyRule(own.number("test-weeks"))),
            entry(
                    "softmax",
                    Map.of("temperature-factor", 1.0, "decay", 0.0),
                    own -> new SoftmaxRule(own.number("temperature-factor"), own.number("decay"))),
            entry("thompson", THOMPSON, own -> thompson(own, Posterior.UNITS)),
            entry("thompson-printed", THOMPSON, own -> thompson(own, Posterior.REWARD)),
            entry("ucb", Map.of("weight", 1.0), own -> UpperBoundRule.onMean(own.number("weight"))),
            entry(
                    "ucb-committee",
                    Map.of("weight", 1.0, "disagreement", 1.0),
                    own -> UpperBoundRule.onCommittee(own.number("weight"), own.number("disagreement")))));

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

    private static Map.Entry<String, Kind> entry(
            String name, Map<String, Double> defaults, Function<Given, Rule> factory) {
        return Map.entry(name, new Kind(defaults, factory));
    }

    private static Rule epsilon(Given own, double decay) {
        return new EpsilonRule(own.number("epsilon"), decay);
    }

    private static Rule thompson(Given own, Posterior posterior) {
        return new ThompsonRule(posterior, own.number("alpha"), own.number("beta"), own.number("simulations"));
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
