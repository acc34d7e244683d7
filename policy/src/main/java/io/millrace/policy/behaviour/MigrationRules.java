package io.millrace.policy.behaviour;

import io.millrace.policy.migration.Forecast;
import io.millrace.policy.migration.MigrationDynamics;
import io.millrace.policy.migration.MigrationObservation;
import io.millrace.policy.migration.MigrationObservation.Features;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules of migration by name: {@link TrivialRule} and {@link LookaheadRule}. */
public final class MigrationRules {

    /** How many years the rule {@code lookahead} looks ahead. */
    public static final String HORIZON = "horizon";

    private static final String MOVER_WEIGHT = "mover-weight";
    private static final String GROWTH = "growth";
    private static final String SCALED = "scaled";
    private static final String FORECAST = "forecast";

    private static final Map<String, Map<String, Double>> DEFAULTS =
            new TreeMap<>(Map.of("lookahead", Map.of(HORIZON, 10.0), "trivial", Map.of()));

    private MigrationRules() {}

    /** Every name, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(DEFAULTS.keySet());
    }

    /**
     * The numbers of a rule, with the value of each where a run gives none.
     *
     * @throws IllegalArgumentException if there is no such rule; the message lists those there are
     */
    public static Map<String, Double> defaults(String rule) {
        Map<String, Double> defaults = DEFAULTS.get(rule);
        if (defaults == null) {
            throw new IllegalArgumentException("Environment migration has no rule " + rule + ". Use one of: "
                    + String.join(", ", DEFAULTS.keySet()) + ".");
        }
        return new TreeMap<>(defaults);
    }

    /**
     * Everything that a rule needs to know of an environment beside its observations, as settings.
     *
     * @param forecast years ahead of the forecast that observations show; 0 where they show none
     */
    public static Map<String, Double> constants(double moverWeight, double growth, Features features, int forecast) {
        return Map.of(
                MOVER_WEIGHT,
                moverWeight,
                GROWTH,
                growth,
                SCALED,
                features == Features.SCALED ? 1.0 : 0.0,
                FORECAST,
                (double) forecast);
    }

    /**
     * A new rule.
     *
     * @param settings        every number that {@link #defaults} names, and all {@link #constants}
     * @param observationSize numbers in an observation
     * @param space           one switch for each region
     * @throws IllegalArgumentException if there is no such rule, or a number is missing, unknown or cannot be, or
     *     observations or actions are not those of the settings
     */
    public static ObservationRule of(
            String rule, Map<String, Double> settings, int observationSize, ActionSpace space) {
        TreeSet<String> needed = new TreeSet<>(defaults(rule).keySet());
        needed.addAll(List.of(MOVER_WEIGHT, GROWTH, SCALED, FORECAST));
        if (!needed.equals(settings.keySet())) {
            throw new IllegalArgumentException("Rule " + rule + " of environment migration was given the settings "
                    + new TreeSet<>(settings.keySet()) + ", but it needs " + needed + ". Give it these.");
        }
        TreeMap<String, Double> given = new TreeMap<>(settings);
        if (!(space instanceof MultiBinary switches)) {
            throw new IllegalArgumentException("Rule " + rule + " of environment migration sets a switch for each"
                    + " region, but the action space is " + space + ". Use it with environment migration.");
        }
        MigrationObservation observation = new MigrationObservation(
                switches.size(),
                given.getOrDefault(SCALED, 0.0) != 0 ? Features.SCALED : Features.SOURCE,
                given.getOrDefault(FORECAST, 0.0) != 0);
        if (observation.size() != observationSize) {
            throw new IllegalArgumentException("Rule " + rule + " of environment migration reads observations of "
                    + observation.size() + " numbers, which are those of " + switches.size() + " regions "
                    + (given.getOrDefault(FORECAST, 0.0) != 0 ? "with" : "without")
                    + " a forecast, but they have " + observationSize
                    + ". Start the actor with the settings of the run.");
        }
        return switch (rule) {
            case "lookahead" -> lookahead(observation, given);
            default -> new TrivialRule(observation);
        };
    }

    private static LookaheadRule lookahead(MigrationObservation observation, Map<String, Double> given) {
        double horizon = given.getOrDefault(HORIZON, 0.0);
        if (!Forecast.isHorizon(horizon)) {
            throw new IllegalArgumentException("Setting horizon of rule lookahead is " + horizon
                    + ", but it counts the years that the rule looks ahead. Use 1 to 1000, such as 10.");
        }
        return new LookaheadRule(
                observation,
                new MigrationDynamics(
                        observation.regions(), given.getOrDefault(MOVER_WEIGHT, 0.0), given.getOrDefault(GROWTH, 0.0)),
                (int) horizon);
    }
}
