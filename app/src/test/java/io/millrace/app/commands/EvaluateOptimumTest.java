package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code millrace evaluate} says of runs whose optimum is known. */
class EvaluateOptimumTest {

    @TempDir
    private static Path folder;

    @BeforeAll
    static void learnForAMoment() throws IOException {
        learn("plan", "{name: allocation, steps: 20}");
        learn("thrift", "{name: consumption, last-period: 6}");
        learn("pole", "{name: cart-pole}");
    }

    private static void learn(String run, String environment) throws IOException {
        Path file = Files.writeString(folder.resolve(run + ".yaml"), """
                run: %s
                environment: %s
                algorithm: {name: ppo, epochs: 1, minibatch: 32}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: 64, engine: kernel}
                evaluation: {episodes: 4}
                """.formatted(run, environment));
        Said said = Millrace.run("local", file.toString(), "--bus", "memory", "--data", folder.toString());
        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void theGapOnTheSameEpisodesIsPrinted() {
        assertThat(evaluate("plan").out())
                .contains("greedy     mean return", "optimum    ", "paired     the best policy earns ")
                .containsPattern("switches   at time 0\\.5000000 in continuous time");
    }

    @Test
    void fractionsStandBesideTheClosedForm() {
        // 1 / (1 + 0.95 + ... + 0.95^6) at the first decision.
        assertThat(evaluate("thrift").out()).containsPattern("\\n0 +0\\.\\d{6} +0\\.165748 +[+-]");
    }

    @Test
    void jsonHoldsTheGapAndBothControls() throws IOException {
        JsonNode judged = json("plan");
        JsonNode beside = judged.get("besideOptimum");

        assertThat(judged.get("episodes").asInt()).isEqualTo(4);
        assertThat(beside.at("/gap/mean").asDouble())
                .isCloseTo(judged.get("optimum").asDouble() - judged.get("mean").asDouble(), within(1e-9));
        assertThat(beside.at("/gap/low").asDouble())
                .isLessThanOrEqualTo(beside.at("/gap/high").asDouble());
        assertThat(beside.at("/controls/times")).hasSize(20);
        assertThat(beside.at("/controls/controls/0/name").asText()).isEqualTo("u1");
        assertThat(beside.at("/controls/controls/1/optimum")).hasSize(20);
        assertThat(beside.at("/controls/switches/exact/0").asDouble()).isCloseTo(0.5, within(1e-8));
        assertThat(judged.has("playedWith")).isFalse();
    }

    @Test
    void withoutAKnownOptimumItSaysWhatItAlwaysSaid() throws IOException {
        assertThat(evaluate("pole").out().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("greedy     mean return"));
        assertThat(json("pole").fieldNames())
                .toIterable()
                .containsExactly("weightsVersion", "episodes", "mean", "low", "high", "meanLength");
    }

    @Test
    void theReportAndThePictureAreWritten() throws IOException {
        Path report = folder.resolve("new/report.html");
        Path picture = folder.resolve("new/chart.png");

        Said said = evaluate("thrift", "--report", report.toString(), "--png", picture.toString());

        assertThat(said.err()).contains("Report: " + report, "Picture: " + picture);
        assertThat(report).content().contains("Run thrift beside the optimum", "last-period: 6");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--png"})
    void whereNothingCanBeWrittenNothingIsPlayed(String option) throws IOException {
        Path file = Files.writeString(folder.resolve("file" + option), "");

        Said said = evaluate("plan", option, file.resolve("below").toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("cannot be written to " + file.resolve("below"), option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--png"})
    void whatWasPlayedIsPrintedBeforeAFileThatCannotBeWrittenAfterAll(String option) throws IOException {
        Path file = folder.resolve("blocked" + option);
        // A file is written beside its place first, and here stands something in the way.
        Files.createDirectories(folder.resolve("blocked" + option + ".part/full"));

        Said said = evaluate("plan", option, file.toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).contains("greedy     mean return", "paired     the best policy");
        assertThat(said.err()).contains("cannot be written to " + file);
    }

    @Test
    void twoFilesOfOneNameAreRefused() {
        String same = folder.resolve("same").toString();

        assertThat(evaluate("plan", "--report", same, "--png", same).err()).contains("both name", "Name two files.");
    }

    @Test
    void whatHasNoControlsIsNotDrawn() {
        Said said = evaluate("pole", "--report", folder.resolve("pole.html").toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("cart-pole has none", "allocation, consumption or migration");
        assertThat(folder.resolve("pole.html")).doesNotExist();
    }

    @Test
    void theSameWeightsAreJudgedInAnotherEconomy() throws IOException {
        JsonNode judged = json("thrift", "--set", "environment.growth=1.02");

        assertThat(judged.get("playedWith")).singleElement().satisfies(setting -> assertThat(setting.asText())
                .isEqualTo("environment.growth=1.02"));
        assertThat(judged.get("optimum").asDouble())
                .isNotEqualTo(json("thrift").get("optimum").asDouble());
        assertThat(evaluate("thrift", "--set", "environment.growth=1.02").out())
                .startsWith("played     with environment.growth=1.02: not the environment that was learned in");
    }

    @Test
    void whatWasLearnedInIsNotAnother() {
        assertThat(evaluate("thrift", "--set", "environment.last-period=6").out())
                .startsWith("greedy");
    }

    @Test
    void whatDiffersIsSaid() {
        Said said = evaluate("plan", "--set", "environment.mode=discrete");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("an action is Discrete[choices=3], but run \"plan\" learned Simplex[size=3]")
                .doesNotContain("an observation has");
    }

    private static JsonNode json(String run, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        return new ObjectMapper()
                .readTree(evaluate(run, all.toArray(String[]::new)).out());
    }

    private static Said evaluate(String run, String... options) {
        List<String> command = new ArrayList<>(List.of("evaluate", run, "--data", folder.toString()));
        command.addAll(List.of(options));
        return Millrace.run(command.toArray(String[]::new));
    }
}
