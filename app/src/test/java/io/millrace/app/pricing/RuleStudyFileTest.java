package io.millrace.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user hears whose study of rules cannot be. */
class RuleStudyFileTest {

    static List<Arguments> entries() {
        return List.of(
                mistake("an unknown rule", "{name: x, rule: {name: ucbb}}", "entries[1] (x)", "no rule ucbb", "ucb"),
                mistake(
                        "an unknown setting of a rule",
                        "{name: x, rule: {name: ucb, wait: 2}}",
                        "entries[1] (x)",
                        "rule.wait",
                        "weight"),
                mistake(
                        "a setting that cannot be",
                        "{name: x, rule: {name: epsilon-greedy, epsilon: 2}}",
                        "epsilon is 2"),
                mistake("no rule", "{name: x}", "entries[1] (x)", "no section rule"),
                mistake("no name", "{rule: {name: ucb}}", "entries[1]", "name is missing"),
                mistake("a name twice", "{name: A/B test, rule: {name: ucb}}", "entries[1].name is \"A/B test\""),
                mistake("a setting of the whole run", "{name: x, lanes: {count: 2}, rule: {name: ucb}}", "lanes"),
                mistake("too few experiments", "{name: x, experiments: 1, rule: {name: ucb}}", "experiments is 1", "2"),
                mistake("a flag that is none", "{name: x, reference: 1, rule: {name: ucb}}", "reference is 1", "true"),
                mistake(
                        "a market that cannot be",
                        "{name: x, environment: {unit-cost: 500}, rule: {name: ucb}}",
                        "entries[1] (x)",
                        "environment.prices"),
                mistake("an arm that is none", "{name: x, rule: {name: fixed, arm: worst}}", "entries[1] (x)", "arm"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void anEntryThatCannotBeIsRefused(String name, Settings study, List<String> words) {
        assertRefused(study, words.toArray(String[]::new));
    }

    @Test
    void oneEntryIsNoComparison() {
        assertRefused(
                Markets.study().with("comparison.entries", "[{name: alone, rule: {name: ucb}}]"),
                "comparison.entries has 1",
                "at least 2");
    }

    @Test
    void fewerExperimentsThanShowADispersionAreRefused() {
        assertRefused(Markets.study().with("comparison.experiments", "0"), "comparison.experiments is 0", "at least 2");
    }

    @Test
    void unrollsOfSeveralWeeksAreRefused() {
        assertRefused(Markets.study().with("lanes.unroll", "6"), "lanes.unroll is 6", "Set lanes.unroll to 1");
    }

    @Test
    void anEnvironmentWithoutAKnownTruthIsRefused() {
        assertRefused(
                Markets.study().without("environment").with("environment.name", "identity"), "identity", "pricing");
    }

    @Test
    void aSweepOfAnUnknownEntryIsRefused() {
        assertRefused(
                Markets.study()
                        .with("comparison.sweeps", "[{setting: environment.demand, values: [1], entries: [nobody]}]"),
                "sweeps[0]",
                "\"nobody\"",
                "A/B test");
    }

    @Test
    void aSweepOfAnUnknownSettingIsRefused() {
        assertRefused(
                Markets.study().with("comparison.sweeps", "[{setting: environment.demnd, values: [1]}]"),
                "sweeps[0]",
                "environment.demnd",
                "environment.demand");
    }

    @Test
    void aSweepOfNothingIsRefused() {
        assertRefused(
                Markets.study().with("comparison.sweeps", "[{setting: environment.demand, values: []}]"), "empty list");
    }

    @Test
    void settingsWithoutAComparisonAreRefused() {
        assertRefused(Markets.study().without("comparison"), "no section comparison", "examples/pricing.yaml");
    }

    private static Arguments mistake(String name, String entry, String... words) {
        return Arguments.of(
                name,
                Markets.study()
                        .with("comparison.sweeps", "[]")
                        .with("comparison.entries", "[{name: A/B test, rule: {name: greedy}}, " + entry + "]"),
                List.of(words));
    }

    private static void assertRefused(Settings study, String... words) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RuleStudyFile.read(study))
                .satisfies(refused -> {
                    for (String word : words) {
                        assertThat(refused).hasMessageContaining(word);
                    }
                });
    }
}
