package io.millrace.app.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every settings file in the folder of examples is a run that works. */
class ExamplesTest {

    private static final Path EXAMPLES = Millrace.repository().resolve("examples");

    private static final String RECORDED = "cart-pole-recorded.yaml";

    @TempDir
    private static Path records;

    /** Those that learn from what was recorded before. */
    static List<String> examplesOfRecords() throws IOException {
        return examples().stream().filter(ExamplesTest::hasSource).toList();
    }

    static List<String> examplesThatAct() throws IOException {
        return examples().stream().filter(name -> !hasSource(name)).toList();
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereIsAnExampleOfEveryEnvironment() throws IOException {
        assertThat(examples())
                .contains(
                        "allocation.yaml",
                        "cart-pole.yaml",
                        "consumption.yaml",
                        "identity.yaml",
                        "land-use.yaml",
                        "land-use-areas.yaml",
                        "land-use-toy.yaml");
    }

    @ParameterizedTest
    @MethodSource("examplesOfRecords")
    void anExampleLearnsFromTheRecordThatItNames(String example) throws IOException {
        if (!Files.exists(records.resolve("cart-pole-recorded"))) {
            assertThat(briefly(RECORDED).code()).isZero();
        }

        Said said = briefly(example);

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(new ObjectMapper().readTree(said.out()).get("updates").asInt())
                .isEqualTo(1);
    }

    /** One update, over a broker whose log stays. */
    private static Said briefly(String example) {
        return Millrace.run(
                "local",
                EXAMPLES.resolve(example).toString(),
                "--data",
                records.toString(),
                "--json",
                "--set",
                "learner.steps=1",
                "--set",
                "evaluation.episodes=2");
    }

    private static boolean hasSource(String example) {
        try {
            return Files.readString(EXAMPLES.resolve(example)).contains("learner: {source:");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("examplesThatAct")
    void anExampleRunsToItsEnd(String example, @TempDir Path data) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "local",
                EXAMPLES.resolve(example).toString(),
                "--bus",
                "memory",
                "--data",
                data.toString(),
                "--json",
                "--set",
                "learner.engine=kernel",
                "--set",
                "learner.steps=1",
                "--set",
                "evaluation.episodes=2"));
        if (Files.readString(EXAMPLES.resolve(example)).contains("init-from:")) {
            // The run that it goes on from was not run here.
            arguments.addAll(List.of("--set", "policy.init-from=\"\""));
        }
        Said said = Millrace.run(arguments.toArray(String[]::new));

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(new ObjectMapper().readTree(said.out()).get("updates").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExamplesRunIsCalledLikeItsFile(String example) throws IOException {
        Said said = Millrace.run("settings", EXAMPLES.resolve(example).toString(), "--json");

        assertThat(new ObjectMapper().readTree(said.out()).get("run").asText() + ".yaml")
                .isEqualTo(example);
    }
}
