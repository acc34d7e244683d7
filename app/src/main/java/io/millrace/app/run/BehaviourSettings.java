package io.millrace.app.run;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Ruled;
import io.millrace.messages.BehaviourDescription;
import io.millrace.policy.behaviour.BehaviourPolicy;
import io.millrace.runtime.settings.Nearest;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.weights.RunPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The section {@code behaviour} of a run's settings: a rule that acts instead of the policy, which learns from it. */
final class BehaviourSettings {

    static final String SECTION = "behaviour";

    private static final String RULE = "rule";

    private BehaviourSettings() {}

    /**
     * What the section is unless a run says otherwise.
     *
     * @throws SettingsException if the environment has no such rule; the message lists those there are
     */
    static Settings defaults(Settings section, Environment environment) {
        Settings defaults = Settings.empty().with(RunPolicy.FLIP, "0");
        for (Map.Entry<String, Double> own : numbers(section, environment).entrySet()) {
            defaults = defaults.with(own.getKey(), String.valueOf(own.getValue()));
        }
        return defaults;
    }

    /**
     * The rule as it is described in a run.
     *
     * @param section defaults included
     * @throws SettingsException if there is no such rule, a number is unknown or cannot be, or the actions of the
     *     environment are such that no rule's could be learned from
     */
    static BehaviourDescription describe(Settings section, Environment environment) {
        Map<String, Double> own = numbers(section, environment);
        List<String> known = new ArrayList<>(List.of(RULE, RunPolicy.FLIP));
        known.addAll(own.keySet());
        section.allowOnly(known);
        own.replaceAll((name, unused) -> section.number(name));
        double flip = section.number(RunPolicy.FLIP);
        BehaviourPolicy.requireFitting(environment.description().actionSpace(), flip);
        String rule = section.text(RULE);
        Map<String, Double> settings = new TreeMap<>(ruled(environment).behaviour(rule, own));
        settings.put(RunPolicy.FLIP, flip);
        return new BehaviourDescription(rule, settings);
    }

    private static Map<String, Double> numbers(Settings section, Environment environment) {
        Ruled ruled = ruled(environment);
        String rule = section.text(RULE);
        List<String> rules = ruled.rules();
        if (!rules.contains(rule)) {
            throw new SettingsException("behaviour.rule is \"" + rule + "\", but "
                    + environment.description().name() + " has no such rule."
                    + Nearest.of(rule, rules)
                            .map(nearest -> " Did you mean " + nearest + "?")
                            .orElse("")
                    + " Its rules: " + String.join(", ", rules) + ".");
        }
        return new TreeMap<>(ruled.ruleDefaults(rule));
    }

    private static Ruled ruled(Environment environment) {
        if (environment instanceof Ruled ruled) {
            return ruled;
        }
        throw new SettingsException("There is a section behaviour, but "
                + environment.description().name()
                + " has no rules that could act. Leave the section out, or set environment.name to migration.");
    }
}
