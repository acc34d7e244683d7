package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.env.environments.migration.RegionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code millrace evaluate} says of a run that steers regions. */
class EvaluateGoalTest {

    private static final String THREE = "region,share,utility\nNorth,0.5,0.1\nMiddle,0.3,0\nSouth,0.2,-0.1\n";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void learnForAMoment() throws IOException {
        Path table = Files.writeString(folder.resolve("three.csv"), THREE);
        learn("russia", "{name: migration, steps: 200}");
        learn("three", "{name: migration, steps: 20, table: \"" + table + "\"}");
        learn("pole", "{name: cart-pole}");
    }

    private static void learn(String run, String environment) throws IOException {
        Path file = Files.writeString(folder.resolve(run + ".yaml"), """
                run: %s
                environment: %s
                algorithm: {name: ppo, epochs: 1, minibatch: 32}
                policy: {hidden: [8]}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: 64, engine: kernel}
                evaluation: {episodes: 4}
                """.formatted(run, environment));
        Said said = Millrace.run("local", file.toString(), "--bus", "memory", "--data", folder.toString());
        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void theRunsOwnGoalIsPlayedBesideTheRules() {
        assertThat(evaluate("russia").out())
                .contains("greedy     mean return", "over 4 episodes", "goal       Moscow 9.91 % to 5.91 %")
                .containsPattern("\\ngreedy policy +never +200 +-200 ")
                .containsPattern("\\ntrivial +148 +191 +-176 ")
                .containsPattern("\\nlookahead, 6 steps +42 +41 +-41 ")
                .containsPattern("\\nlookahead, 10 steps +45 +44 +-44 ");
    }

    @Test
    void ofARunThatLearnsNothingTheRuleIsPlayed() throws IOException {
        Path file = Files.writeString(folder.resolve("rule.yaml"), """
                run: rule
                environment: {name: migration, steps: 100}
                behaviour: {rule: lookahead, horizon: 8, flip: 0.5}
                algorithm: {name: none}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: 64, engine: kernel}
                evaluation: {episodes: 4}
                """);
        Millrace.run("local", file.toString(), "--bus", "memory", "--data", folder.toString());

        // As derived for a horizon of 8; greedy, so that nothing is flipped.
        assertThat(evaluate("rule").out()).containsPattern("\\nthe run's rule +43 +42 +-42 ");
    }

    @Test
    void changesByNameAreAnotherGoalInEitherLanguage() throws IOException {
        JsonNode changes = json("russia", "--change", "москва -2.5, Tomsk Region 1", "--change", "Buryatia,Chukotka")
                .at("/steering/changes");

        assertThat(changes)
                .extracting(change -> change.get("region").asText())
                .containsExactly("Moscow", "Tomsk Region", "Buryatia", "Chukotka");
        assertThat(changes).last().satisfies(chukotka -> assertThat(
                        chukotka.get("goal").asDouble()
                                - chukotka.get("present").asDouble())
                .isCloseTo(0.0075, within(1e-9)));
    }

    @Test
    void aTableOfSharesIsAnotherGoal() throws IOException {
        double[] shares = RegionTable.ofRussia().shares();
        shares[0] += 0.01;
        shares[29] -= 0.01;

        JsonNode changes =
                json("russia", "--goal", goal("goal.csv", shares).toString()).at("/steering/changes");

        assertThat(changes).extracting(change -> change.get("region").asText()).containsExactly("Altai Krai", "Moscow");
    }

    @Test
    void aGoalLeavesTheRunsOwnEpisodesAsTheyAre() throws IOException {
        JsonNode own = json("russia");
        JsonNode another = json("russia", "--change", "Moscow -4, Saint Petersburg 4");

        assertThat(another.get("mean")).isEqualTo(own.get("mean"));
        assertThat(another.has("playedWith")).isFalse();
        assertThat(another.at("/steering/startError")).isNotEqualTo(own.at("/steering/startError"));
    }

    @Test
    void jsonHoldsEveryWayAndLeavesOutWhatWasNotReached() throws IOException {
        JsonNode plays = json("russia").at("/steering/plays");

        assertThat(plays).hasSize(4);
        assertThat(plays.get(0).has("reached")).isFalse();
        assertThat(plays.get(2).get("reached").asInt()).isEqualTo(42);
        assertThat(plays.get(2).get("earned").asDouble()).isEqualTo(-41);
        assertThat(plays.get(2).get("errors")).hasSize(201);
        assertThat(plays.get(2).at("/regions/0/shares")).hasSize(201);
    }

    @Test
    void aShareThatNetworksHardlySawIsWarnedOfAndPlayed() {
        Said said = evaluate("russia", "--change", "Moscow 3, Moscow Region -3");

        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("The goal gives Moscow 12.91 %.", "above 12 %");
        assertThat(said.out()).contains("steps to the goal");
    }

    @Test
    void theDemoGoalNeedsNoWarning() {
        assertThat(evaluate("russia").err()).isEmpty();
    }

    static List<Arguments> goalsThatCannotBe() {
        return List.of(
                mistake("an unknown region", "Moskow -4, Tomsk Region", "no region \"Moskow\"", "Did you mean Moscow?"),
                mistake("a negative share", "Chukotka -1, Moscow", "Chukotka", "0.04", "A share is not negative"),
                mistake("changes that do not cancel", "Moscow -4, Buryatia 3", "sum to -1.0", "change by 1.0 points"),
                mistake("a region twice", "Moscow -4, Москва 4", "changes Moscow twice"),
                mistake("nothing that changes", "Moscow 0", "is the present distribution"),
                mistake("no change at all", ",", "is the present distribution"),
                mistake("a change that is too small", "Moscow -0.1, Buryatia", "met from the beginning on"));
    }

    private static Arguments mistake(String name, String changes, String... words) {
        return Arguments.of(name, changes, List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goalsThatCannotBe")
    void aGoalThatCannotBeIsRefusedBeforeAnythingIsPlayed(String name, String changes, List<String> words) {
        assertThat(evaluate("russia", "--change", changes)).satisfies(refused(words));
    }

    @Test
    void sharesThatDoNotSumToOneAreRefused() throws IOException {
        double[] shares = RegionTable.ofRussia().shares();
        shares[0] += 0.01;

        assertThat(evaluate("russia", "--goal", goal("more.csv", shares).toString()))
                .satisfies(refused(List.of("more.csv sum to 1.01", "together they are the whole")));
    }

    @Test
    void aNegativeShareInATableIsRefusedWithItsLine() throws IOException {
        double[] shares = RegionTable.ofRussia().shares();
        shares[1] = -shares[1];

        assertThat(evaluate("russia", "--goal", goal("negative.csv", shares).toString()))
                .satisfies(refused(List.of("line 3, column share", "a share is not negative")));
    }

    @Test
    void todaysSharesAreNoGoal() throws IOException {
        assertThat(evaluate(
                        "russia",
                        "--goal",
                        goal("today.csv", RegionTable.ofRussia().shares()).toString()))
                .satisfies(refused(List.of("is the present distribution")));
    }

    @Test
    void aGoalForOtherRegionsIsRefused() throws IOException {
        Path few = Files.writeString(folder.resolve("few.csv"), "region,share\nMoscow,0.5\nTomsk Region,0.5\n");

        assertThat(evaluate("russia", "--goal", few.toString()))
                .satisfies(refused(List.of("gives no share for Altai Krai", "each of the 80 regions")));
    }

    @Test
    void aChangeWhereAFileBelongsIsToldItsOption() {
        assertThat(evaluate("russia", "--goal", "Moscow -4"))
                .satisfies(refused(List.of("There is no file Moscow -4", "--change \"Moscow -4")));
    }

    @Test
    void twoGoalsAreRefused() {
        assertThat(evaluate("russia", "--goal", "goal.csv", "--change", "Moscow -4, Buryatia"))
                .satisfies(refused(List.of("--goal gives every share", "Leave one of them out")));
    }

    @Test
    void whatHasNoRegionsIsNotSteered() {
        assertThat(evaluate("pole", "--change", "Moscow -4, Buryatia"))
                .satisfies(refused(List.of("run \"pole\" plays cart-pole", "Leave them out")));
    }

    @Test
    void aTableOfAnotherNumberOfRegionsDoesNotFitTheWeights() {
        assertThat(evaluate("russia", "--set", "environment.table=" + folder.resolve("three.csv")))
                .satisfies(refused(List.of("there are 3 regions, but run \"russia\" learned to steer 80")));
    }

    @Test
    void aTableThatChangedSinceItWasLearnedFromIsFoundOut() throws IOException {
        Path table = Files.writeString(folder.resolve("changing.csv"), THREE);
        learn("changing", "{name: migration, steps: 20, table: \"" + table + "\"}");
        Files.writeString(table, THREE.replace("0.2,-0.1", "0.1,-0.1") + "West,0.1,0\n");

        assertThat(evaluate("changing"))
                .satisfies(refused(List.of("The weights of run \"changing\"", "environment.table, has changed")));
    }

    @Test
    void aTableOfOnesOwnIsSteeredByItsOwnNames() {
        assertThat(evaluate("three", "--change", "North -2, south 2").out())
                .contains("goal       North 50.00 % to 48.00 %, South 20.00 % to 22.00 %", "return over 20 steps");
    }

    @Test
    void whereTheRunsOwnGoalIsNoneOfItsRegionsThatIsSaidAndTheRestIsPrinted() {
        Said said = evaluate("three");

        assertThat(said.code()).isZero();
        assertThat(said.out().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("greedy     mean return"));
        assertThat(said.err()).contains("The run's own goal is not played: There is no region \"Moscow\"", "--change");
    }

    @Test
    void theReportAndThePictureAreWritten() throws IOException {
        Path report = folder.resolve("new/way.html");
        Path picture = folder.resolve("new/way.png");

        Said said = evaluate("russia", "--report", report.toString(), "--png", picture.toString());

        assertThat(said.err()).contains("Report: " + report, "Picture: " + picture);
        assertThat(report).content().contains("Run russia on its way to a goal", "steps: 200");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--png"})
    void whatWasPlayedIsPrintedBeforeAFileThatCannotBeWrittenAfterAll(String option) throws IOException {
        Path file = folder.resolve("blocked" + option);
        // A file is written beside its place first, and here stands something in the way.
        Files.createDirectories(folder.resolve("blocked" + option + ".part/full"));

        Said said = evaluate("russia", option, file.toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).contains("steps to the goal");
        assertThat(said.err()).contains("cannot be written to " + file);
    }

    private static Path goal(String name, double[] shares) throws IOException {
        List<String> regions = RegionTable.ofRussia().englishNames();
        return Files.writeString(
                folder.resolve(name),
                IntStream.range(0, shares.length)
                        .mapToObj(i -> regions.get(i) + "," + shares[i])
                        .collect(Collectors.joining("\n", "region,share\n", "\n")));
    }

    private static Consumer<Said> refused(List<String> words) {
        return said -> {
            assertThat(said.code()).as("%s", said).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            assertThat(said.err()).contains(words).doesNotContain("Exception", "\tat ");
        };
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
