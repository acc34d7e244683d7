package io.millrace.app.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every run can be trained again from its log: each of 200 updates gives the hash that the ledger tells. */
class ExactReplayPromiseTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UPDATES = 200;
    private static final int LANES = 2;
    private static final int STEPS_PER_UPDATE = LANES * 8 * 2;
    private static final String PPO = "{name: ppo, epochs: 2, minibatch: 16}";
    private static final String DQN =
            "{name: dqn, replay: {capacity: 2048}, batch: 16, learning-starts: 64, samples-per-insert: 1}";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"ppo, 0", "ppo, 3", "dqn, 0", "dqn, 3"})
    void everyUpdateGivesTheHashThatTheLedgerTells(String algorithm, int lag) throws IOException {
        String run = algorithm + "-lag-" + lag;
        JsonNode learned = JSON.readTree(onBroker(
                        "local",
                        file(run, algorithm.equals("ppo") ? PPO : DQN, lag, UPDATES),
                        "--data",
                        folder.toString(),
                        "--actors",
                        "2",
                        "--json")
                .out());

        Said again = onBroker("replay", run, "--exact", "--json", "--data", folder.toString());

        assertThat(again.code()).as("%s", again).isZero();
        JsonNode made = JSON.readTree(again.out());
        assertThat(made.get("updates").asInt()).isEqualTo(UPDATES);
        assertThat(made.get("steps").asInt()).isEqualTo(UPDATES * STEPS_PER_UPDATE);
        assertThat(made.get("sha256")).isEqualTo(learned.get("weightsSha256"));
    }

    /** What a local run leaves in its folder, with a broker of its own. */
    @Test
    void aVersionIsGoneBackToAndChangedBytesAreNamed() throws IOException {
        Said learned = here("local", file("whole", PPO, 0, 12));
        Said kept = here("replay", "whole", "--exact", "--to-version", "7", "--keep", runs() + "/whole-7");
        Said judged = here("evaluate", "whole-7", "--json");
        // The first bytes of a batch are its place, which no checksum covers; what follows is, to the end.
        flipped(0, () -> assertNamed(here("replay", "whole", "--exact"), "says that it is at offset 72057594037927"));
        flipped(100, () -> assertNamed(here("replay", "whole", "--exact"), "Record is corrupt"));
        Said whole = here("replay", "whole", "--exact");

        assertThat(learned.code()).as("%s", learned).isZero();
        assertThat(kept.code()).as("%s", kept).isZero();
        assertThat(kept.out()).contains("made again 7 updates", "whole-7");
        assertThat(JSON.readTree(judged.out()).get("weightsVersion").asInt()).isEqualTo(7);
        assertThat(whole.code()).as("%s", whole).isZero();
    }

    private static void assertNamed(Said said, String damage) {
        assertThat(said.code()).as("%s", said).isEqualTo(1);
        assertThat(said.err())
                .containsPattern("Unroll (\\d+) of lane 1, at offset \\1 of partition 1 of"
                        + " millrace.whole.transitions, cannot be read")
                .contains(damage, "--to-version");
    }

    /** Changes a bit of a batch in the middle of lane 1's segment, while nobody has it open, and changes it back. */
    private static void flipped(int byteOfBatch, Runnable then) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.walk(runs().resolve("whole"))) {
            segment = files.filter(file -> file.toString().endsWith("transitions-1/00000000000000000000.log"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(segment);
        byte[] changed = whole.clone();
        changed[batchBehind(whole, whole.length / 2) + byteOfBatch] ^= 1;
        Files.write(segment, changed);
        then.run();
        Files.write(segment, whole);
    }

    /** Where the first batch begins behind a place: each has its length, without what is before it, after its offset. */
    private static int batchBehind(byte[] segment, int place) {
        ByteBuffer batches = ByteBuffer.wrap(segment);
        int at = 0;
        while (at < place) {
            at += Long.BYTES + Integer.BYTES + batches.getInt(at + Long.BYTES);
        }
        return at;
    }

    private static Path runs() {
        return folder.resolve("runs");
    }

    private static Said here(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", runs().toString()));
        return Millrace.run(all.toArray(String[]::new));
    }

    private static Said onBroker(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-servers", broker.address()));
        return Millrace.run(all.toArray(String[]::new));
    }

    private static String file(String run, String algorithm, int lag, int updates) throws IOException {
        return Files.writeString(folder.resolve(run + ".yaml"), """
                run: %s
                environment: {name: identity}
                algorithm: %s
                policy: {hidden: [8]}
                lanes: {count: %d, environments: 8, unroll: 2}
                max-policy-lag: %d
                topics: {partitions: 2}
                learner: {engine: kernel, steps: %d, checkpoint-every: 10}
                evaluation: {episodes: 2}
                """.formatted(
                                run, algorithm, LANES, lag, updates * STEPS_PER_UPDATE))
                .toString();
    }
}
