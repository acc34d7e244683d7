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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace evaluate} says of a run whose episodes are plans. */
class EvaluatePlansTest {

    @TempDir
    private static Path folder;

    @BeforeAll
    static void learnForAMoment() throws IOException {
        Path file = Files.writeString(folder.resolve("toy.yaml"), """
                run: toy
                environment: {name: land-use, steps: 40}
                algorithm: {name: ppo, epochs: 1, minibatch: 32}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: 64, engine: kernel}
                evaluation: {episodes: 4}
                """);
        Said said = Millrace.run("local", file.toString(), "--bus", "memory", "--data", folder.toString());
        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void thePlanIsPrintedStepByStepBesideTheOthers() {
        Said said = evaluate("--plans", "2");

        assertThat(said.out())
                .contains(
                        "greedy     mean return", "plan       of the first episode, norm ", "over the same 2 episodes")
                .containsPattern("\\n +1 +[012] +\\w+ +(up|down) ")
                .containsPattern("\\none-step +norm reduced by 100\\.0 %");
    }

    @Test
    void jsonHoldsEveryStepOfAllThree() throws IOException {
        JsonNode judged =
                new ObjectMapper().readTree(evaluate("--plans", "2", "--json").out());

        assertThat(judged.at("/evaluation/episodes").asInt()).isEqualTo(4);
        assertThat(judged.at("/plans/measure").asText()).isEqualTo("norm");
        for (String maker : List.of("policy", "oneStep", "random")) {
            JsonNode step = judged.at("/plans/" + maker + "/first/steps/0");
            assertThat(step.at("/change/place").asText()).isIn("0", "1", "2");
            assertThat(step.at("/change/direction").asText()).isIn("up", "down");
            assertThat(step.get("remaining").isNumber()).isTrue();
        }
    }

    @Test
    void anotherTargetCanBePlannedFor() throws IOException {
        JsonNode judged = new ObjectMapper()
                .readTree(evaluate("--set", "environment.targets.kind=evaluation", "--plans", "1", "--json")
                        .out());

        assertThat(judged.at("/plans/oneStep/first/steps")).hasSize(7);
        assertThat(judged.at("/plans/policy/first/start").asDouble()).isBetween(0.298, 0.2981);
    }

    @Test
    void aSettingOfAnotherSectionIsRefused() {
        assertThat(evaluate("--set", "algorithm.epochs=2").err())
                .contains("\"algorithm.epochs=2\" is no setting of the environment");
    }

    @Test
    void anEnvironmentThatThePolicyDoesNotFitIsRefused() {
        Said said = evaluate("--set", "environment.engine=surrogate");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("an observation has 80 numbers", "learned from 12 numbers");
    }

    @Test
    void aTargetOfAnotherSizeIsRefused() throws IOException {
        Path target = Files.writeString(
                folder.resolve("target.csv"),
                "air_quality,house_price,job_accessibility,greenspace_accessibility\n1,2,3,4\n");

        Said said = evaluate("--set", "environment.targets.kind=file", "--set", "environment.targets.file=" + target);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("The target has 4 indicators, but 3 areas have 12.");
    }

    @Test
    void noPlanAtAllIsRefused() {
        assertThat(evaluate("--plans", "0").err()).contains("--plans is 0, but at least 1 has to be compared.");
    }

    private static Said evaluate(String... options) {
        List<String> command = new ArrayList<>(List.of("evaluate", "toy", "--data", folder.toString()));
        command.addAll(List.of(options));
        return Millrace.run(command.toArray(String[]::new));
    }
}
