package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A whole run in memory by one command, and what the other commands say of it afterwards. */
class MemoryRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Path file;
    private static Path data;
    private static Said said;
    private static String printedBeside;

    @BeforeAll
    static void run() {
        file = Millrace.tinyFile(folder);
        data = folder.resolve("runs");
        PrintStream usual = System.out;
        ByteArrayOutputStream beside = new ByteArrayOutputStream();
        System.setOut(new PrintStream(beside, true, StandardCharsets.UTF_8));
        try {
            said = Millrace.run("local", file.toString(), "--bus", "memory", "--data", data.toString(), "--json");
        } finally {
            System.setOut(usual);
        }
        printedBeside = beside.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itEndsWell() {
        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void standardOutputIsTheSummaryAndNothingElse() throws IOException {
        String kept = Files.readString(data.resolve("tiny").resolve("summary.json"));

        assertThat(printedBeside + said.out()).isEqualTo(kept);
    }

    @Test
    void theSummarySaysWhatTheRunCameTo() throws IOException {
        JsonNode summary = summary();

        assertThat(summary.get("run").asText()).isEqualTo("tiny");
        assertThat(summary.get("settingsHash").asText())
                .isEqualTo(RunFile.read(file, Map.of(), List.of()).settings().sha256());
        assertThat(summary.get("bus").asText()).isEqualTo("memory");
        assertThat(summary.get("engine").asText()).startsWith("kernel");
        assertThat(summary.get("steps").asLong()).isEqualTo(256);
        assertThat(summary.get("updates").asLong()).isEqualTo(4);
        assertThat(summary.get("wallClockSeconds").isNumber()).isTrue();
        assertThat(summary.get("secondsToFirstUpdate").isNumber()).isTrue();
        assertThat(summary.get("stepsPerSecond").asDouble()).isPositive();
    }

    @Test
    void deeplearning4jLearnsTheSameRun() throws IOException {
        Path elsewhere = folder.resolve("with-dl4j");

        Said learned = Millrace.run(
                "local",
                file.toString(),
                "--bus",
                "memory",
                "--data",
                elsewhere.toString(),
                "--json",
                "--set",
                "learner.engine=dl4j");

        assertThat(learned.code()).as("%s", learned).isZero();
        assertThat(Files.readString(elsewhere.resolve("tiny").resolve("summary.json")))
                .contains("\"engine\" : \"dl4j");
    }

    @Test
    void theSummaryJudgesTheGreedyPolicyAgainstTheOptimum() throws IOException {
        JsonNode evaluation = summary().get("evaluation");
        double mean = evaluation.get("mean").asDouble();

        assertThat(evaluation.get("weightsVersion").asLong()).isEqualTo(4);
        assertThat(evaluation.get("episodes").asInt()).isEqualTo(8);
        assertThat(mean)
                .isBetween(
                        evaluation.get("low").asDouble(), evaluation.get("high").asDouble());
        assertThat(evaluation.get("optimum").asDouble()).isEqualTo(10);
        assertThat(evaluation.get("gap").asDouble()).isCloseTo(10 - mean, within(1e-12));
    }

    @Test
    void theSummaryNamesTheLastWeights() throws IOException {
        assertThat(summary().get("weightsSha256").asText())
                .isEqualTo(new RunFolder(data, "tiny").weights().orElseThrow().sha256());
    }

    @Test
    void anEvaluationAfterwardsComesToTheSame() throws IOException {
        Said evaluated = Millrace.run("evaluate", "tiny", "--data", data.toString(), "--json");

        assertThat(JSON.readTree(evaluated.out()).properties())
                .containsAll(summary().get("evaluation").properties())
                .extracting(Map.Entry::getKey)
                .contains("besideOptimum");
    }

    @Test
    void anEvaluationLeavesTheStatisticsOfObservationsAsTheyWereLearned() throws IOException {
        Path elsewhere = folder.resolve("normalised");
        Said learned = Millrace.run(
                "local",
                file.toString(),
                "--bus",
                "memory",
                "--data",
                elsewhere.toString(),
                "--json",
                "--set",
                "policy.normalise-observations=true",
                "--set",
                "learner.normalise-rewards=true");
        String weights = weights(elsewhere);

        Said other = Millrace.run("evaluate", "tiny", "--data", elsewhere.toString(), "--seed", "9", "--json");
        Said again = Millrace.run("evaluate", "tiny", "--data", elsewhere.toString(), "--json");

        assertThat(learned.code()).as("%s", learned).isZero();
        assertThat(other.code()).as("%s", other).isZero();
        ObjectNode judged = (ObjectNode) JSON.readTree(again.out());
        assertThat(judged.remove("besideOptimum")).isNotNull();
        assertThat(judged).isEqualTo(JSON.readTree(learned.out()).get("evaluation"));
        assertThat(weights(elsewhere)).isEqualTo(weights);
    }

    private static String weights(Path data) {
        return new RunFolder(data, "tiny").weights().orElseThrow().sha256();
    }

    @Test
    void anEvaluationCanPlayOtherEpisodes() throws IOException {
        Said evaluated =
                Millrace.run("evaluate", "tiny", "--data", data.toString(), "--episodes", "3", "--seed", "9", "--json");

        assertThat(JSON.readTree(evaluated.out()).get("episodes").asInt()).isEqualTo(3);
    }

    @Test
    void theRunIsListedAsFinished() throws IOException {
        JsonNode runs = JSON.readTree(
                Millrace.run("runs", "--data", data.toString(), "--json").out());

        assertThat(runs).singleElement().isEqualTo(JSON.readTree("""
                                {"run": "tiny", "environment": "identity", "state": "finished", "steps": 256, "version": 4}
                                """));
    }

    @Test
    void theListIsReadableWithoutJson() {
        assertThat(Millrace.run("runs", "--data", data.toString()).out())
                .contains("tiny", "identity", "finished", "256 steps, version 4");
    }

    @Test
    void theLogIsInTheRunsFolder() {
        assertThat(data.resolve("tiny").resolve("millrace.log")).content().contains("showing meters");
    }

    @Test
    void theLogGoesWhereItWentBefore() throws IOException {
        LoggerFactory.getLogger(MemoryRunTest.class).error("written by a test, after the run");

        assertThat(data.resolve("tiny").resolve("millrace.log")).content().doesNotContain("written by a test");
    }

    @Test
    void withoutJsonTheSummaryIsWords(@TempDir Path other) {
        Said words = Millrace.run("local", file.toString(), "--bus", "memory", "--data", other.toString());

        assertThat(words.out())
                .contains("run        tiny", "256 steps in 4 updates", "greedy     mean return", "optimum");
    }

    @Test
    void theSameCommandAgainInMemoryBeginsAnewAndEndsWithTheSameWeights(@TempDir Path other) throws IOException {
        String[] command = {"local", file.toString(), "--bus", "memory", "--data", other.toString(), "--json"};
        Millrace.run(command);

        JsonNode again = JSON.readTree(Millrace.run(command).out());

        assertThat(again.get("weightsSha256")).isEqualTo(summary().get("weightsSha256"));
    }

    @Test
    void howManyActorsRanDoesNotMatterToTheWeights(@TempDir Path other) throws IOException {
        Said three = Millrace.run(
                "local", file.toString(), "--bus", "memory", "--data", other.toString(), "--json", "--actors", "3");

        assertThat(JSON.readTree(three.out()).get("weightsSha256"))
                .isEqualTo(summary().get("weightsSha256"));
    }

    private static JsonNode summary() throws IOException {
        return JSON.readTree(said.out());
    }
}
