package io.millrace.policy.behaviour;

import io.millrace.policy.space.ActionSpace;
import java.util.Map;

/** Makes rules that act by observations from what a message says of them: no environment is needed. */
public final class ObservationRules {

    private ObservationRules() {}

    /**
     * A new rule.
     *
     * @param environment     name of the environment whose rule it is
     * @param rule            one that the environment names
     * @param settings        every number of the rule and every constant of the environment that it goes by, as the
     *     environment gives them for a behaviour
     * @param observationSize numbers in an observation
     * @param space           what the environment accepts
     * @throws IllegalArgumentException if there is no such rule, or the settings do not make one, or it is not one for
     *     these observations and actions
     */
    public static ObservationRule of(
            String environment, String rule, Map<String, Double> settings, int observationSize, ActionSpace space) {
        if (!environment.equals("migration")) {
            throw new IllegalArgumentException("Rule " + rule + " of environment " + environment
                    + " is asked for, but only environment migration has rules that act by observations alone. Leave the"
                    + " section behaviour out, or set environment.name to migration.");
        }
        return MigrationRules.of(rule, settings, observationSize, space);
    }
}
