package io.millrace.env.environments;

import java.util.List;
import java.util.Map;

/**
 * A task that comes with rules which act by its observations alone. An actor, which has no environment, makes such a
 * rule from the name of the environment, that of the rule and {@link #behaviour}: see
 * {@link io.millrace.policy.behaviour.ObservationRules}.
 */
public interface Ruled {

    /** Names of the rules, in alphabetical order. */
    List<String> rules();

    /**
     * The numbers that a user may give a rule, with the value of each where they give none.
     *
     * @throws IllegalArgumentException if there is no such rule; the message lists those there are
     */
    Map<String, Double> ruleDefaults(String rule);

    /**
     * Everything that a rule has to know beside observations: its own numbers, and what it goes by of this environment.
     *
     * @param own some or all of the numbers that {@link #ruleDefaults} names
     * @throws IllegalArgumentException if there is no such rule, or it has no such number or not with this value
     */
    Map<String, Double> behaviour(String rule, Map<String, Double> own);
}
