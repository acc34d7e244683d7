package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** {@code millrace sweep}: what it plays, prints and writes, and what a user hears who made a mistake. */
class SweepCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] GRID = {"--seeds", "3", "--set", "algorithm.learning-rate=1e-3,1e-2"};

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path report;
    private static Said said;

    @BeforeAll
    static void sweep() {
        data = folder.resolve("runs");
        report = folder.resolve("reports").resolve("sweep.html");
        said = sweep(data, with(GRID, "--json", "--report", report.toString(), "--jobs", "2"));
    }

    @Test
    void everyCombinationIsPlayedWithEverySeed() throws IOException {
        assertThat(said.code()).as("%s", said).isZero();
        JsonNode results = JSON.readTree(said.out());

        assertThat(results.get("played").asInt()).isEqualTo(6);
        assertThat(results.get("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.get("seeds"))
                    .extracting(seed -> seed.get("seed").asInt())
                    .containsExactly(1, 2, 3);
            assertThat(point.get("seeds"))
                    .allSatisfy(seed ->
                            assertThat(seed.get("weightsSha256").asText()).hasSize(64));
            assertThat(point.get("steps").asInt()).isEqualTo(256);
            assertThat(point.get("wallClockSeconds").asDouble()).isPositive();
        });
    }

    @Test
    void theScoresAreSummedUpWithIntervalsAndTheGap() throws IOException {
        for (JsonNode point : JSON.readTree(said.out()).get("points")) {
            double mean = 0;
            for (JsonNode seed : point.get("seeds")) {
                mean += seed.get("score").asDouble() / 3;
            }
            assertThat(point.at("/mean/value").asDouble()).isCloseTo(mean, within(1e-9));
            assertThat(mean)
                    .isBetween(
                            point.at("/mean/low").asDouble(),
                            point.at("/mean/high").asDouble());
            assertThat(point.has("interquartileMean")).isTrue();
            assertThat(point.get("optimum").asDouble()).isEqualTo(10);
            assertThat(point.at("/gap/value").asDouble()).isCloseTo(10 - mean, within(1e-9));
        }
    }

    @Test
    void theFirstCombinationIsWhatTheOthersAreMeasuredAgainst() throws IOException {
        JsonNode points = JSON.readTree(said.out()).get("points");

        assertThat(points.get(0).get("baseline").asBoolean()).isTrue();
        assertThat(points.get(0).has("improvement")).isFalse();
        assertThat(points.get(1).at("/improvement/value").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void theResultsArePrintedBeforeAReportThatCannotBeWrittenAfterAll() throws IOException {
        Path blocked = folder.resolve("blocked.html");
        // A file is written beside its place first, and here stands something in the way.
        Files.createDirectories(folder.resolve("blocked.html.part/full"));

        Said again = sweep(data, with(GRID, "--report", blocked.toString()));

        assertThat(again.code()).isEqualTo(2);
        assertThat(again.out()).contains("algorithm.learning-rate");
        assertThat(again.err()).contains("The report cannot be written to " + blocked);
    }

    @Test
    void theCurveIsOfAllStepsOfTheRun() throws IOException {
        JsonNode curve = JSON.readTree(said.out()).at("/points/0/curve");

        assertThat(curve.get(curve.size() - 1).get("steps").asInt()).isLessThanOrEqualTo(256);
        assertThat(curve).isNotEmpty().allSatisfy(point -> assertThat(
                        point.at("/meanReturn/value").asDouble())
                .isBetween(
                        point.at("/meanReturn/low").asDouble(),
                        point.at("/meanReturn/high").asDouble()));
    }

    @Test
    void aTrialIsTheRunThatLocalPlays() throws IOException {
        JsonNode trial = JSON.readTree(said.out()).at("/points/1/seeds/2");
        Said local = Millrace.run(
                "local",
                Millrace.tinyFile(folder).toString(),
                "--bus",
                "memory",
                "--set",
                "algorithm.learning-rate=1e-2",
                "--set",
                "seed=3",
                "--data",
                folder.resolve("local").toString(),
                "--json");

        JsonNode summary = JSON.readTree(local.out());
        assertThat(trial.get("settingsHash")).isEqualTo(summary.get("settingsHash"));
        assertThat(trial.get("weightsSha256")).isEqualTo(summary.get("weightsSha256"));
        assertThat(trial.get("score")).isEqualTo(summary.at("/evaluation/mean"));
    }

    @Test
    void theWeightsOfATrialCanBeJudgedAgain() throws IOException {
        JsonNode trial = JSON.readTree(said.out()).at("/points/0/seeds/0");
        Path kept = data.resolve("tiny-sweep").resolve(trial.get("settingsHash").asText());

        Said judged = Millrace.run("evaluate", "tiny", "--data", kept.toString(), "--json");

        assertThat(JSON.readTree(judged.out()).get("mean")).isEqualTo(trial.get("score"));
    }

    @Test
    void theSameCommandPlaysNothingAgain() throws IOException {
        Said again = sweep(data, with(GRID, "--json"));

        assertThat(again.err()).contains("6 of 6 trials are done already");
        JsonNode results = JSON.readTree(again.out());
        assertThat(results.get("kept").asInt()).isEqualTo(6);
        assertThat(results.get("played").asInt()).isZero();
        assertThat(results.get("points")).isEqualTo(JSON.readTree(said.out()).get("points"));
    }

    @Test
    void aGreaterSweepPlaysWhatIsMissing() throws IOException {
        Said greater = sweep(data, "--seeds", "1-4", "--set", "algorithm.learning-rate=1e-2,0.001,2e-3", "--json");

        assertThat(greater.err()).contains("6 of 12 trials are done already", "6 trials to play");
        assertThat(JSON.readTree(greater.out()).get("played").asInt()).isEqualTo(6);
    }

    @Test
    void theResultsDoNotDependOnHowManyArePlayedAtATime() throws IOException {
        Said alone = sweep(folder.resolve("alone"), with(GRID, "--jobs", "1", "--json"));

        assertThat(withoutTimes(alone)).isEqualTo(withoutTimes(said));
    }

    @Test
    void anotherCombinationCanBeTheBaseline() throws IOException {
        Said other = sweep(data, with(GRID, "--baseline", "algorithm.learning-rate=0.01", "--json"));

        JsonNode points = JSON.readTree(other.out()).get("points");
        assertThat(points.get(1).get("baseline").asBoolean()).isTrue();
        assertThat(points.get(0).has("improvement")).isTrue();
    }

    @Test
    void theTextHasARowForEachCombinationAndEachTrial() {
        Said text = sweep(data, GRID);

        assertThat(text.out())
                .contains("tiny: 2 combinations of settings, 3 seeds each.")
                .contains("IQM", "95 % interval", "better", "gap %", "weights SHA-256", "3 of 3")
                .containsPattern("(?m)^algorithm.learning-rate=1e-3 .*baseline")
                .containsPattern("(?m)^algorithm.learning-rate=1e-2 +3 ");
    }

    @Test
    void theReportIsOnePageWithCurvesAndIntervals() throws Exception {
        String page = Files.readString(report);

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("polygon").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("figure").getLength()).isEqualTo(2);
        assertThat(page).contains("environment steps", "optimum 10").doesNotContain("NaN", "Infinity", "src=", "href=");
    }

    @Test
    void combinationsWithLongNamesAreNumberedInTheReport() throws IOException {
        Path numbered = folder.resolve("numbered.html");
        Said swept = sweep(
                folder.resolve("numbered"),
                "--seeds",
                "1-1",
                "--set",
                "algorithm.learning-rate=1e-3,1e-2",
                "--set",
                "lanes.unroll=4,8",
                "--report",
                numbered.toString());

        assertThat(swept.code()).as("%s", swept).isZero();
        assertThat(numbered)
                .content()
                .contains(">combination 3</text>", "combination 3: algorithm.learning-rate=1e-2, lanes.unroll=4");
    }

    @Test
    void aBarThatIsClearedIsSaidAndEndsWell() {
        Said cleared = sweep(data, with(GRID, "--bar", "-1"));

        assertThat(cleared.code()).as("%s", cleared).isZero();
        assertThat(cleared.out()).contains("algorithm.learning-rate=1e-3 clears it, the lower end");
    }

    @Test
    void aBarThatIsMissedFailsTheCommand() {
        Said missed = sweep(data, with(GRID, "--bar", "10.5"));

        assertThat(missed.code()).isEqualTo(1);
        assertThat(missed.out()).contains("Bar 10.5000: algorithm.learning-rate=1e-2 fails it");
    }

    @Test
    void aSeedThatFailedIsReportedAndTheOthersAreKept() throws IOException {
        Path own = folder.resolve("failing");
        String[] failing = {"--seeds", "2", "--set", "algorithm.learning-rate=1e-3,1e30", "--bar", "-1"};

        Said first = sweep(own, failing);
        Said again = sweep(own, with(failing, "--json"));

        assertThat(first.code()).isEqualTo(1);
        assertThat(first.err())
                .contains("failed: algorithm.learning-rate=1e30, seed 2:")
                .doesNotContain("\tat ");
        assertThat(first.out())
                .contains("2 failed", "Failed: algorithm.learning-rate=1e30, seed 1:", "a smaller")
                .contains("algorithm.learning-rate=1e30 fails it", "algorithm.learning-rate=1e-3 clears it");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("2 of 4 trials are done already");
        JsonNode results = JSON.readTree(again.out());
        assertThat(results.get("failed").asInt()).isEqualTo(2);
        assertThat(results.at("/points/0/seeds")).hasSize(2);
        assertThat(results.at("/points/1/failed/0/reason").asText()).contains("smaller learning rate");
    }

    @Test
    void withoutASweptSettingTheSeedsOfTheFileArePlayed() {
        Said plain = sweep(folder.resolve("plain"), "--seeds", "7-7");

        assertThat(plain.code()).as("%s", plain).isZero();
        assertThat(plain.out()).contains("1 combination of settings, 1 seed each", "as the file says");
    }

    static List<Arguments> mistakes() {
        return List.of(
                mistake(
                        "a key that does not exist",
                        "algorithm.learning-rat=1,2",
                        "Did you mean algorithm.learning-rate?"),
                mistake("a key without values", "algorithm.clip=", "--set algorithm.clip= has no value"),
                mistake("an empty value", "algorithm.clip=0.1,,0.2", "has an empty value"),
                mistake(
                        "a value of the wrong type",
                        "algorithm.epochs=2,many",
                        "With algorithm.epochs=many:",
                        "\"many\""),
                mistake(
                        "a value that cannot be",
                        "algorithm.clip=0.1,2",
                        "With algorithm.clip=2: algorithm.clip is 2.0"),
                mistake("a value twice", "algorithm.clip=0.1,0.10", "are the same run"),
                mistake("no key", "clip", "\"clip\" is no setting", "KEY=A,B,C"),
                mistake("the seed", "seed=1,2", "--seeds 3,5,7"),
                mistake("names of the run", "run=a,b", "Give it one"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aSettingThatCannotBeSweptIsRefused(String name, String set, List<String> words) {
        assertRefused(words, "--set", set);
    }

    static List<Arguments> options() {
        return List.of(
                Arguments.of(List.of("--seeds", "0"), List.of("--seeds is 0", "at least 1")),
                Arguments.of(List.of("--seeds", "abc"), List.of("--seeds is \"abc\"", "11-18")),
                Arguments.of(List.of("--jobs", "0"), List.of("--jobs is 0")),
                Arguments.of(List.of("--bar", "NaN"), List.of("--bar is NaN")),
                Arguments.of(List.of("--bar", "5", "--seeds", "1"), List.of("--bar", "only one seed")),
                Arguments.of(
                        List.of("--set", "algorithm.clip=0.1,0.2", "--set", "algorithm.clip=0.3"),
                        List.of("sets algorithm.clip twice", "=A,B,C")),
                Arguments.of(
                        List.of("--seeds", "500", "--set", "algorithm.clip=0.1,0.2,0.3"),
                        List.of("1,500 trials", "at most 1,000")),
                Arguments.of(
                        List.of("--set", "algorithm.clip=0.1,0.2", "--baseline", "algorithm.clip=0.3"),
                        List.of("--baseline algorithm.clip=0.3 fits none", "algorithm.clip=0.1; algorithm.clip=0.2")),
                Arguments.of(
                        List.of("--set", "algorithm.clip=0.1,0.2", "--baseline", "clip"),
                        List.of("--baseline is \"clip\"", "KEY=VALUE")),
                Arguments.of(
                        List.of(
                                "--set",
                                "algorithm.clip=0.1,0.2",
                                "--set",
                                "lanes.unroll=8,16",
                                "--baseline",
                                "algorithm.clip=0.1"),
                        List.of("fits 2 of the combinations", "Repeat --baseline")),
                Arguments.of(List.of("--report", "."), List.of("cannot be written", "--report")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionThatCannotBeIsRefused(List<String> options, List<String> words) {
        assertRefused(words, options.toArray(String[]::new));
    }

    private static void assertRefused(List<String> words, String... options) {
        Path untouched = folder.resolve("untouched");

        Said refused = sweep(untouched, options);

        assertThat(refused.code()).as("%s", refused).isEqualTo(2);
        assertThat(refused.err()).contains(words).doesNotContain("Exception", "\tat ");
        assertThat(untouched).doesNotExist();
    }

    private static Arguments mistake(String name, String set, String... words) {
        return Arguments.of(name, set, List.of(words));
    }

    private static Said sweep(Path data, String... options) {
        return Millrace.run(
                with(new String[] {"sweep", Millrace.tinyFile(folder).toString(), "--data", data.toString()}, options));
    }

    private static String[] with(String[] options, String... further) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(further));
        return all.toArray(String[]::new);
    }

    private static JsonNode withoutTimes(Said swept) throws IOException {
        JsonNode points = JSON.readTree(swept.out()).get("points");
        for (JsonNode point : points) {
            ((ObjectNode) point).remove("wallClockSeconds");
            point.get("seeds").forEach(seed -> ((ObjectNode) seed).remove("wallClockSeconds"));
        }
        return points;
    }
}
