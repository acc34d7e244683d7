package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is learned of investing in regions, by the commands that a user would give; over the seeds of
 * {@link LearningTest}.
 */
@Tag("learning")
class MigrationLearningTest {

    @TempDir
    private static Path data;

    /** One training serves every test that looks at what came of it. */
    private static final Map<String, JsonNode> LEARNED = new ConcurrentHashMap<>();

    static LongStream seeds() {
        String seeds = System.getProperty("millrace.learning.seeds", "1,2,3");
        return Arrays.stream(seeds.split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatTheTrivialRuleDoesIsLearnedFromIt(long seed) {
        assertThat(meanReturn(learned("migration-trivial-cloning", seed))).isCloseTo(-294, within(15.0));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatTheLookaheadRuleDoesIsLearnedFromIt(long seed) {
        JsonNode cloned = learned("migration-cloning", seed);

        assertThat(meanReturn(cloned)).isGreaterThanOrEqualTo(-100);
        assertThat(demoReturn(cloned)).isGreaterThanOrEqualTo(-50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ppoKeepsWhatWasLearnedFromTheLookaheadRule(long seed) {
        learned("migration-cloning", seed);

        JsonNode continued = learned("migration-ppo", seed, "--set", "policy.init-from=migration-cloning-" + seed);

        assertThat(meanReturn(continued)).isGreaterThanOrEqualTo(-100);
        assertThat(demoReturn(continued)).isGreaterThanOrEqualTo(-60);
    }

    private static double meanReturn(JsonNode evaluated) {
        return evaluated.at("/mean").asDouble();
    }

    private static double demoReturn(JsonNode evaluated) {
        return evaluated.at("/steering/plays/0/earned").asDouble();
    }

    private static JsonNode learned(String example, long seed, String... settings) {
        return LEARNED.computeIfAbsent(example + "-" + seed, run -> {
            Path file = Millrace.repository().resolve("examples").resolve(example + ".yaml");
            requireFine(Millrace.run(Stream.concat(
                            Stream.of(
                                    "local",
                                    file.toString(),
                                    "--data",
                                    data.toString(),
                                    "--bus",
                                    "memory",
                                    "--metrics-port",
                                    "0",
                                    "--set",
                                    "seed=" + seed,
                                    "--set",
                                    "run=" + run),
                            Stream.of(settings))
                    .toArray(String[]::new)));
            return json(requireFine(Millrace.run("evaluate", run, "--data", data.toString(), "--json")));
        });
    }

    private static String requireFine(Millrace.Said said) {
        assertThat(said.code()).as(said.toString()).isZero();
        return said.out();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException unreadable) {
            throw new AssertionError(text, unreadable);
        }
    }
}
