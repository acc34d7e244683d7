package io.millrace.app.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code millrace off-policy --weights} and {@code millrace publish}, on a record that a broker keeps. */
@TestInstance(Lifecycle.PER_CLASS)
class PublishCommandTest {

    @TempDir
    private static Path folder;

    private Path data;

    @BeforeAll
    void record() throws Exception {
        data = folder.resolve("runs");
        String file = Millrace.tinyFile(folder).toString();
        Path none = Files.writeString(folder.resolve("drawn.yaml"), """
                run: drawn
                environment: {name: identity}
                algorithm: {name: none}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: 1024, engine: kernel}
                evaluation: {episodes: 8}
                """);
        local(none.toString());
        local(file, "--bus", "memory", "--set", "learner.keep-versions=8", "--set", "learner.steps=1024");
    }

    @Test
    void theWeightsOfOneRunAreAskedAboutOnTheRecordOfAnother() {
        Said said = offPolicy("drawn", "--weights", "tiny");

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out())
                .contains("tiny@16 on the record of drawn", "as recorded", "fitted Q (FQE)", "Effective sample size");
    }

    @Test
    void theWeightsThatActedEarnWhatWasRecorded() {
        Said said = offPolicy("drawn", "--weights", "drawn", "--json");

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out()).contains("\"warnings\" : [ ]", "\"greedy\" : false");
    }

    @Test
    void anEarlierVersionIsFoundAmongThoseThatAreKept() {
        assertThat(offPolicy("drawn", "--weights", "tiny@8").out()).contains("tiny@8 on the record");
    }

    @Test
    void aMissingVersionIsToldWithThoseThereAre() {
        Said said = offPolicy("drawn", "--weights", "tiny@7");

        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err()).contains("Version 7 of run \"tiny\" is not kept any more", "There are: ", "16");
    }

    @Test
    void aMissedBarPublishesNothing() {
        Said said = publish("tiny", "--as", "missed", "--on", "drawn", "--above", "1000", "--despite-thin-overlap");

        assertThat(said.code()).as("%s", said).isEqualTo(1);
        assertThat(said.err()).contains("is not published", "misses the bar of 1000.000 by 9");
        assertThat(data.resolve("missed")).doesNotExist();
    }

    @Test
    void whatClearsTheBarIsARunThatCanBeJudgedAndBegunWith() {
        Said published = publish("tiny", "--as", "served", "--on", "drawn", "--above", "-1", "--despite-thin-overlap");

        assertThat(published.code()).as("%s", published).isZero();
        assertThat(published.out()).contains("Published as served@0");
        Said judged = Millrace.run("evaluate", "served", "--data", data.toString());
        assertThat(judged.code()).as("%s", judged).isZero();
        Said annotations = Millrace.run("tail", "served", "annotations", "--data", data.toString());
        assertThat(annotations.out()).contains("PUBLISHED", "tiny@16", "\"record\":\"drawn\"");
        Said heir = local(
                folder.resolve("tiny.yaml").toString(),
                "--bus",
                "memory",
                "--set",
                "run=heir",
                "--set",
                "policy.init-from=served");
        assertThat(heir.code()).as("%s", heir).isZero();
        Said again = publish("tiny@8", "--to", "served", "--on", "drawn", "--above", "-1", "--despite-thin-overlap");
        assertThat(again.out()).as("%s", again).contains("Published as served@1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--weights tiny --rule softmax | one of the two",
                "--from 5 --json | one of the two",
                "--weights @3 | names no weights",
                "--weights nobody | There is no run \"nobody\"",
                "--weights tiny --from 9000 | has recorded nothing from offset 9000",
                "--weights tiny --from 5 --to 5 | empty range",
                "--weights tiny --most-steps 0 | at least 1",
                "--weights tiny --most-steps 3 | whole episodes in what was read",
                "--weights tiny --discount 2 | above 0, and 1 at most",
                "--weights tiny --confidence 1 | above 0 and below 1"
            })
    void aMistakeIsToldWithoutATrace(String options, String words) {
        Said said = offPolicy("drawn", options.split(" "));

        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err()).contains(words).doesNotContain("Exception", "\tat ");
    }

    private Said offPolicy(String run, String... options) {
        return with(List.of("off-policy", run), options);
    }

    private Said publish(String candidate, String... options) {
        return with(List.of("publish", candidate), options);
    }

    private Said local(String file, String... options) {
        return with(List.of("local", file), options);
    }

    private Said with(List<String> command, String... options) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--data", data.toString()));
        return Millrace.run(arguments.toArray(String[]::new));
    }
}
