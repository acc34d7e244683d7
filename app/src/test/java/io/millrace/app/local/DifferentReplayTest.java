package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of four updates, each of two unrolls of 32 steps, and what is learned from its record by the command. */
class DifferentReplayTest {

    @TempDir
    private static Path folder;

    private static Path data;
    private static Said recorded;

    @BeforeAll
    static void record() {
        data = folder.resolve("runs");
        recorded = Millrace.run("local", Millrace.tinyFile(folder).toString(), "--data", data.toString(), "--json");
        assertThat(recorded.code()).as("%s", recorded).isZero();
    }

    @Test
    void anotherAlgorithmLearnsFromTheRecordPassAfterPass() throws IOException {
        JsonNode replayed = json(replay("tiny", "as-dqn", "--algorithm", "dqn", "--passes", "3", "--json"));

        assertThat(replayed.at("/summary/steps").asLong()).isEqualTo(3 * 256);
        assertThat(replayed.get("recorded").asText()).isEqualTo("tiny");
        assertThat(replayed.at("/learnedFrom/0/rounds").asLong()).isEqualTo(4);
        assertThat(replayed.get("differences"))
                .anySatisfy(changed -> assertThat(changed.get("key").asText()).isEqualTo("policy.distribution"));
        assertThat(tail("as-dqn", "updates").lines()).hasSize(12);
    }

    @Test
    void theSameAlgorithmOnThePartAfterAnOffsetSaysWhatDiffers() {
        Said said = replay("tiny", "slower", "--from", "2", "--set", "algorithm.learning-rate=1e-5");

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out())
                .contains(
                        "learned    128 steps in 2 updates",
                        "from       run \"tiny\", 2 rounds of 2 lanes, offsets [2, 2] to [4, 4]",
                        "differs    algorithm.learning-rate: 1.0E-5, there 3.0E-4",
                        "differs    learner.source: \"tiny\", there \"\"");
    }

    @Test
    void aShadowWithTheSameSettingsHasTheWeightsOfItsRun() throws IOException {
        JsonNode shadow = json(replay("tiny", "shadow", "--follow", "--json"));

        assertThat(shadow.at("/summary/weightsSha256"))
                .isEqualTo(new ObjectMapper().readTree(recorded.out()).get("weightsSha256"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tiny | --algorithm a2c | takes every step for one of its own policy",
                "tiny | --from 2027-01-01 | partition 0 holds offset 0",
                "tiny | --set lanes.unroll=9 | lanes.unroll is 9 here and 8 there",
                "dataset:mixed | --passes 1 | no dataset \"mixed\"",
                "tny | --passes 1 | There is no run \"tny\"",
                "Tiny | --passes 1 | neither a run nor a dataset"
            })
    void mistakesAreNamed(String sources, String options, String words) {
        Said said = replay(sources, "mistaken", options.split(" "));

        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err()).contains(words);
        assertThat(data.resolve("mistaken")).doesNotExist();
    }

    @Test
    void withoutANameForTheNewRunNothingIsDone() {
        Said said = Millrace.run("replay", "tiny", "--data", data.toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--as NEWRUN");
    }

    @Test
    void recordsOfTwoBrokersAreRefusedWithAWayOut() {
        Said other = Millrace.run(
                "local",
                Millrace.tinyFile(folder).toString(),
                "--data",
                data.toString(),
                "--set",
                "run=other",
                "--set",
                "learner.steps=64");

        Said said = replay("tiny,other", "both");

        assertThat(other.code()).as("%s", other).isZero();
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("lies in several folders", "--bootstrap-servers");
    }

    private static Said replay(String sources, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("replay", sources, "--as", name, "--data", data.toString()));
        arguments.addAll(List.of(options));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Said said) throws IOException {
        assertThat(said.code()).as("%s", said).isZero();
        return new ObjectMapper().readTree(said.out());
    }

    private static String tail(String run, String topic) {
        return Millrace.run("tail", run, topic, "-n", "1000", "--data", data.toString())
                .out();
    }
}
