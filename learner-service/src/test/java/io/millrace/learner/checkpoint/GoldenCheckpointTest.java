package io.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Checkpoint;
import io.millrace.schemas.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints that released versions wrote are gone on from. The file of the version in the making is written with
 * {@code -Dgolden.write=true}; that of a released version is never written again.
 */
class GoldenCheckpointTest {

    private static final String IN_THE_MAKING = "0.1.0";
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    @BeforeAll
    static void writeWhereAsked() {
        if (Boolean.getBoolean("golden.write")) {
            new CheckpointFile(FOLDER.resolve(IN_THE_MAKING)).save(checkpoint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = IN_THE_MAKING)
    void aCheckpointOfThatVersionIsReadBackAsItWas(String version) {
        assertThat(new CheckpointFile(FOLDER.resolve(version)).load()).contains(checkpoint());
    }

    @Test
    void itIsWrittenToTheSameBytes(@TempDir Path folder) throws IOException {
        new CheckpointFile(folder).save(checkpoint());

        assertThat(folder.resolve("checkpoint.avro"))
                .hasBinaryContent(
                        Files.readAllBytes(FOLDER.resolve(IN_THE_MAKING).resolve("checkpoint.avro")));
    }

    private static Checkpoint checkpoint() {
        return Checkpoint.newBuilder()
                .setRun("cart-pole")
                .setPolicy("main")
                .setSettingsHash("0123456789abcdef".repeat(4))
                .setVersion(120)
                .setSteps(122880)
                .setNextUnrolls(List.of(120L, 121L))
                .setPositions(List.of(120L, 122L))
                .setParameters(Tensors.ofFloats(new float[] {0.5f, -1.25f, Float.MIN_VALUE}))
                .setOptimizer(Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}))
                .setOptimizerSteps(4800)
                .setAlgorithmState(Map.of("kl-coefficient", 0.1))
                .setAlgorithmArrays(Map.of("target", Tensors.ofFloats(new float[] {7, 8})))
                .setStatistics(Map.of("observation", Tensors.ofDoubles(new double[] {1e-300, 3})))
                .setLearningRateFactor(0.5)
                .setSavedAt(Instant.parse("2026-01-02T03:04:05.678Z"))
                .build();
    }
}
