package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code millrace compare}: what it prints and writes, and what a user hears who made a mistake. */
class CompareCommandTest {

    private static final String STUDY = """
            run: tiny
            environment: {name: identity}
            policy: {hidden: [8]}
            algorithm: {name: ppo, epochs: 1, minibatch: 8}
            learner: {steps: 400, engine: kernel}
            comparison:
              episodes: 12
              trials: 2
              sensitivity-trials: 2
              greedy-episodes: 2
              random-episodes: 5
              entries:
                - {name: fast, lanes: {unroll: 8}}
                - {name: slow, lanes: {unroll: 32}}
            """;

    private static final String RULES = """
            run: tiny
            environment: {name: pricing, weeks: 3}
            algorithm: {name: bandit}
            rule: {name: ucb}
            lanes: {environments: 14, unroll: 1}
            learner: {steps: 42}
            comparison:
              experiments: 4
              sweep-experiments: 2
              entries:
                - {name: test, rule: {name: greedy}}
                - {name: bounds, rule: {name: ucb}}
              sweeps:
                - {setting: environment.demand, values: [1, 2]}
            """;

    @TempDir
    private Path folder;

    private Path report;

    @BeforeEach
    void nameTheReport() {
        report = folder.resolve("reports").resolve("tiny.html");
    }

    @Test
    void itPrintsTablesAndWritesTheReport() {
        Said said = compare(STUDY);

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out()).contains("tiny: 12 episodes, 2 trials", "fast - slow", "Best: ");
        assertThat(said.err()).contains("Report: " + report);
        assertThat(report).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    }

    @Test
    void optionsWinOverTheFile() throws IOException {
        Said said = compare(STUDY, "--json", "--trials", "3", "--episodes", "15", "--set", "seed=5");

        JsonNode results = new ObjectMapper().readTree(said.out());
        assertThat(results.at("/scope/trials").asInt()).isEqualTo(3);
        assertThat(results.at("/scope/sensitivityTrials").asInt()).isEqualTo(3);
        assertThat(results.at("/seed").asInt()).isEqualTo(5);
        assertThat(results.at("/entries/0/score/curve")).hasSize(15);
    }

    @Test
    void rulesThatSetPricesAreComparedByTheSameCommand() {
        Said said = compare(RULES);

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out())
                .contains("tiny: 4 experiments of 14 stores and 3 weeks", "test - bounds", "Best: bounds");
        assertThat(report).content().startsWith("<!DOCTYPE html>").contains("By environment.demand");
    }

    @Test
    void experimentsWinOverTheFileToo() throws IOException {
        Said said = compare(RULES, "--json", "--experiments", "3", "--set", "seed=5");

        JsonNode results = new ObjectMapper().readTree(said.out());
        assertThat(results.at("/scope/experiments").asInt()).isEqualTo(3);
        assertThat(results.at("/scope/sweepExperiments").asInt()).isEqualTo(3);
        assertThat(results.at("/seed").asInt()).isEqualTo(5);
        assertThat(results.at("/entries/1/regretPercent")).hasSize(3);
        assertThat(results.at("/entries/1/score/regretByWeek")).hasSize(3);
    }

    @Test
    void anExperimentWithRulesHasNoEpisodesToSet() {
        assertRefused(compare(RULES, "--episodes", "20"), List.of("--episodes", "environment.weeks=20"));
    }

    @Test
    void aRuleThatIsNoneIsRefused() {
        assertRefused(
                compare(
                        RULES,
                        "--set",
                        "comparison.entries=[{name: a, rule: {name: ucb}}, {name: b, rule: {name: c}}]"),
                List.of("entries[1] (b)", "no rule c", "ucb"));
    }

    static List<Arguments> studies() {
        return List.of(
                mistake("an unknown algorithm", "{name: slow, algorithm: {name: dqnn}}", "(slow)", "dqnn", "ppo"),
                mistake(
                        "a misspelt setting",
                        "{name: slow, algorithm: {name: ppo, clipp: 0.1}}",
                        "entries[1] (slow)",
                        "Did you mean algorithm.clip?"),
                mistake("an entry without a name", "{lanes: {unroll: 2}}", "name is missing"),
                mistake("two entries of one name", "{name: fast}", "entries[1].name is \"fast\""),
                mistake(
                        "several environments",
                        "{name: slow, lanes: {environments: 4}}",
                        "entries[1] sets lanes.environments",
                        "one environment"),
                mistake(
                        "a table for what is not shown as one-hot",
                        "{name: slow, environment: {name: cart-pole}, tabular: {rule: sarsa, learning-rate: 0.1,"
                                + " epsilon: 0.1, discount: 1}}",
                        "(slow)",
                        "one-hot",
                        "cart-pole"),
                mistake(
                        "an unknown rule",
                        "{name: slow, tabular: {rule: q, learning-rate: 0.1, epsilon: 0.1, discount: 1}}",
                        "tabular.rule",
                        "q-learning, double-q-learning, sarsa"),
                mistake(
                        "a rate that cannot be",
                        "{name: slow, tabular: {rule: sarsa, learning-rate: 2, epsilon: 0.1, discount: 1}}",
                        "learning rate is 2"),
                mistake(
                        "a replay memory that does not fit",
                        "{name: slow, algorithm: {name: dqn, replay: {capacity: 2000000000}}}",
                        "algorithm.replay.capacity is 2000000000",
                        "at most"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("studies")
    void anEntryThatCannotBeIsRefused(String name, String study, List<String> words) {
        assertRefused(compare(study), words);
    }

    static List<Arguments> options() {
        return List.of(
                Arguments.of(List.of("--trials", "0"), List.of("comparison.trials is 0", "at least 2")),
                Arguments.of(List.of("--episodes", "9"), List.of("comparison.episodes is 9", "at least 10")),
                Arguments.of(List.of("--threads", "0"), List.of("--threads is 0")),
                Arguments.of(
                        List.of("--set", "comparison.trails=4"),
                        List.of("comparison.trails", "Did you mean comparison.trials?")),
                Arguments.of(
                        List.of("--set", "comparison.sensitivity=[{entry: quick, setting: a, values: [1]}]"),
                        List.of("\"quick\"", "fast, slow")),
                Arguments.of(
                        List.of("--set", "comparison.entries=[{name: alone}]"),
                        List.of("comparison.entries has 1", "at least 2")),
                Arguments.of(List.of("--set", "environment.name=allocation"), List.of("allocation", "random choices")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionThatCannotBeIsRefused(List<String> options, List<String> words) {
        assertRefused(compare(STUDY, options.toArray(String[]::new)), words);
    }

    @Test
    void aFileWithoutAComparisonIsRefused() {
        Said said = Millrace.run("compare", Millrace.tinyFile(folder).toString());

        assertRefused(said, List.of("no section comparison", "examples/human-capital.yaml"));
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeAnythingIsPlayed() {
        Said said = Millrace.run("compare", written(STUDY), "--report", folder.toString());

        assertRefused(said, List.of("cannot be written", "--report"));
        assertThat(said.out()).isEmpty();
    }

    @Test
    void aFileWithAComparisonIsARunToTheOtherCommands() {
        Said said = Millrace.run("settings", written(STUDY), "--json");

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out()).doesNotContain("comparison");
    }

    private static Arguments mistake(String name, String entry, String... words) {
        return Arguments.of(name, STUDY.replace("{name: slow, lanes: {unroll: 32}}", entry), List.of(words));
    }

    private Said compare(String study, String... further) {
        List<String> arguments = new ArrayList<>(List.of("compare", written(study), "--report", report.toString()));
        arguments.addAll(List.of(further));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private String written(String study) {
        try {
            return Files.writeString(folder.resolve("tiny.yaml"), study).toString();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void assertRefused(Said said, List<String> words) {
        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err()).contains(words).doesNotContain("Exception", "\tat ");
        assertThat(report).doesNotExist();
    }
}
