package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says about itself. */
class HelpTest {

    @ParameterizedTest
    @CsvSource({
        "local, --fresh, Examples:",
        "env, --set, Registers a run",
        "broker, --kafka-port, try the services apart",
        "actor, --bootstrap-servers, Answers the observations",
        "learner, --data, Learns from the transitions",
        "replay, --as, a new run learns from the record",
        "monitor, --window, Watches all runs",
        "evaluate, --episodes, greedy policy",
        "evaluate, --change, steers today's regions to a goal",
        "compare, --trials, Compares algorithms",
        "sweep, --seeds, millrace sweep examples/allocation.yaml",
        "price, --history, recommends next week's price",
        "off-policy, --weights, doubly robust",
        "publish, --above-record, lower bound",
        "migration, --help, estimate",
        "pause, --reason, learn nothing until",
        "resume, --by, go on",
        "rollback, --to, earlier version",
        "replay, --exact, without environments and actors",
        "tail, --follow, Examples:",
        "runs, --json, Lists the runs",
        "retention, --keep-megabytes, what rests on it",
        "settings, --set, defaults included",
        "dataset, --help, export"
    })
    void everyCommandSaysWhatItDoesAndHow(String command, String option, String words) {
        Said said = Millrace.run(command, "--help");

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("Usage: millrace " + command, option, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local",
                "broker",
                "env",
                "actor",
                "learner",
                "replay",
                "monitor",
                "evaluate",
                "compare",
                "sweep",
                "price",
                "off-policy",
                "publish",
                "migration",
                "pause",
                "resume",
                "rollback",
                "replay",
                "tail",
                "runs",
                "dataset",
                "retention",
                "settings"
            })
    void helpIsFormattedWithoutAWarning(String command) {
        PrintStream usual = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            Millrace.run(command, "--help");
        } finally {
            System.setErr(usual);
        }

        assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void theBareCommandListsAllCommandsAndTheExitCodes() {
        Said said = Millrace.run();

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains(
                        "local",
                        "env",
                        "actor",
                        "learner",
                        "evaluate",
                        "compare",
                        "price",
                        "off-policy",
                        "publish",
                        "migration",
                        "replay",
                        "tail",
                        "runs",
                        "settings",
                        "Exit codes: 0");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(Millrace.run("--version").out()).startsWith("millrace ").hasLineCount(1);
    }

    @Test
    void whereThereAreNoRunsTheListSaysHowToStartOne(@TempDir Path folder) {
        Said said = Millrace.run("runs", "--data", folder.resolve("runs").toString());

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("There are no runs yet", "millrace local");
    }

    @Test
    void theSettingsItPrintsDescribeTheSameRunWhenReadAgain(@TempDir Path folder) throws Exception {
        String file = Millrace.tinyFile(folder).toString();
        Path whole = Files.writeString(
                folder.resolve("whole.yaml"), Millrace.run("settings", file).out());

        assertThat(Millrace.run("settings", whole.toString(), "--json").out())
                .isEqualTo(Millrace.run("settings", file, "--json").out());
    }
}
