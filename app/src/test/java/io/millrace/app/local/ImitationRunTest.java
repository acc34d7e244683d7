package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.behaviour.BehaviourPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule that is recorded, a policy cloned from the record, and PPO that goes on from its weights, by the command. */
class ImitationRunTest {

    private static final int ROUNDS = 8;

    @TempDir
    private static Path folder;

    private static Path data;
    private static Said recorded;
    private static JsonNode cloned;
    private static JsonNode continued;

    @BeforeAll
    static void imitate() throws IOException {
        data = folder.resolve("runs");
        recorded = local("recorded", "behaviour: {rule: lookahead, flip: 0.05}", "none", "512", "{}");
        cloned = new ObjectMapper().readTree(clone("cloned").out());
        continued = new ObjectMapper()
                .readTree(local("continued", "", "ppo, epochs: 1", "256", "{init-from: cloned, hidden: [8]}")
                        .out());
    }

    @Test
    void theRuleIsRecorded() {
        assertThat(recorded).returns(0, Said::code);
        assertThat(tail("recorded", "transitions").lines()).hasSize(ROUNDS * 2);
    }

    @Test
    void theRecordIsLearnedFromPassAfterPass() {
        assertThat(cloned.get("steps").asLong()).isEqualTo(3 * 512);
        assertThat(tail("cloned", "updates").lines()).hasSize(3 * ROUNDS);
    }

    @Test
    void theClonedRunRecordsNothingItself() {
        assertThat(tail("cloned", "transitions")).isEmpty();
    }

    @Test
    void itsLogLiesWithThatOfItsSource() {
        assertThat(data.resolve("cloned").resolve("bus")).hasContent("the broker of run recorded");
        assertThat(data.resolve("cloned").resolve("kafka")).doesNotExist();
    }

    @Test
    void theSameCommandAgainHasNothingLeftToDo() throws IOException {
        JsonNode again = new ObjectMapper().readTree(clone("cloned").out());

        assertThat(again.get("weightsSha256")).isEqualTo(cloned.get("weightsSha256"));
    }

    @Test
    void theClonedRunIsMadeAgainFromTheRecord() throws IOException {
        Said again = replay("cloned");

        assertThat(again.code()).as("%s", again).isZero();
        assertThat(new ObjectMapper().readTree(again.out()).get("sha256")).isEqualTo(cloned.get("weightsSha256"));
    }

    @Test
    void ppoBeginsWithTheLastClonedWeights() {
        assertThat(tail("continued", "weights"))
                .contains(cloned.get("weightsSha256").asText())
                .contains(continued.get("weightsSha256").asText());
    }

    @Test
    void whereNothingIsLearnedTheRuleIsJudged() throws IOException {
        RunFile file = RunFile.read(
                write("recorded", "behaviour: {rule: lookahead, flip: 0.05}", "none", "512", "{}"),
                Map.of(),
                List.of());

        assertThat(file.judged(file.toRun(Instant.EPOCH))).isInstanceOf(BehaviourPolicy.class);
    }

    @Test
    void whereThePolicyLearnsFromTheRuleThePolicyIsJudged() throws IOException {
        RunFile file = RunFile.read(
                write("both", "behaviour: {rule: lookahead}", "cloning", "512", "{}"), Map.of(), List.of());

        assertThat(file.judged(file.toRun(Instant.EPOCH))).isInstanceOf(NetworkPolicy.class);
    }

    @Test
    void theLogOfASourceIsNotDeletedUnderItsGuests() throws IOException {
        Said said = local("recorded", "behaviour: {rule: lookahead, flip: 0.05}", "none", "512", "{}", "--fresh");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--fresh", "cloned");
    }

    @Test
    void aRunInMemoryCannotLearnFromARecord() throws IOException {
        Said said = clone("in-memory", "--bus", "memory");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--bus memory", "recorded");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() throws IOException {
        Said said = local("other", "", "ppo, epochs: 1", "256", "{init-from: cloned, hidden: [9]}", "--bus", "memory");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("policy.init-from is cloned", "where this run's settings ask for");
    }

    @Test
    void oneThatIsNotThereIsNamedWithTheSettingThatAsksForIt() throws IOException {
        Said said = local("late", "", "ppo, epochs: 1", "256", "{init-from: never-ran, hidden: [8]}");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("policy.init-from is never-ran", "recorded");
        assertThat(data.resolve("late")).doesNotExist();
    }

    @Test
    void aRunThatHasBegunGoesOnWithoutTheOneWhoseWeightsItTook() throws IOException {
        local("early", "behaviour: {rule: lookahead}", "cloning", "256", "{hidden: [8]}", "--bus", "memory");
        String network = "{init-from: early, hidden: [8]}";
        Said begun = local("heir", "", "ppo, epochs: 1", "256", network);
        new RunFolder(data, "early").forget();

        Said again = local("heir", "", "ppo, epochs: 1", "256", network);
        Said exactly = replay("heir");

        assertThat(begun.code()).as("%s", begun).isZero();
        assertThat(again.code()).as("%s", again).isZero();
        assertThat(exactly.code()).as("%s", exactly).isZero();
    }

    private static Said clone(String run, String... options) throws IOException {
        return local(
                run,
                "",
                "cloning, minibatch: 64",
                "1000000",
                "{hidden: [8]}",
                Map.of("source", "recorded", "passes", "3"),
                options);
    }

    private static Said local(
            String run, String behaviour, String algorithm, String steps, String policy, String... options)
            throws IOException {
        return local(run, behaviour, algorithm, steps, policy, Map.of(), options);
    }

    private static Said local(
            String run,
            String behaviour,
            String algorithm,
            String steps,
            String policy,
            Map<String, String> learner,
            String... options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "local",
                write(run, behaviour, algorithm, steps, policy).toString(),
                "--data",
                data.toString(),
                "--json"));
        learner.forEach((key, value) -> arguments.addAll(List.of("--set", "learner." + key + "=" + value)));
        arguments.addAll(List.of(options));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private static Said replay(String run) {
        return Millrace.run("replay", run, "--exact", "--json", "--data", data.toString());
    }

    private static String tail(String run, String topic) {
        return Millrace.run("tail", run, topic, "-n", "1000", "--data", data.toString())
                .out();
    }

    private static Path write(String run, String behaviour, String algorithm, String steps, String policy)
            throws IOException {
        return Files.writeString(
                folder.resolve(run + ".yaml"), """
                run: %s
                environment: {name: migration, steps: 16}
                %s
                algorithm: {name: %s}
                policy: %s
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {steps: %s, engine: kernel, checkpoint-every: 2}
                evaluation: {episodes: 2}
                """.formatted(run, behaviour, algorithm, policy, steps));
    }
}
