package io.millrace.datasets.minari;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.datasets.DatasetCreation;
import io.millrace.datasets.RecordRange;
import io.millrace.datasets.RecordedRun;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Export.Outcome;
import io.millrace.datasets.parquet.ParquetInput;
import io.millrace.datasets.rows.RowShape;
import io.millrace.messages.Dataset;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three rounds of 24 steps: six copies of the environment, each with four episodes of three steps. */
class MinariExportTest {

    private static final int EPISODES = 24;
    private static final int STEPS = 72;

    private final MemoryBus bus = new MemoryBus(1 << 24);
    private final RecordedRun recorded = new RecordedRun(bus, "a", 2);

    @TempDir
    private Path folder;

    @Test
    void theMetadataOfTheSetAreTheFieldsThatMinariReads() throws IOException {
        recorded.rounds(0, 3);
        Outcome outcome = export(folder.resolve("poles-v2"));

        assertThat(outcome.rows()).isEqualTo(STEPS);
        JsonNode metadata = json(folder.resolve("poles-v2/data/metadata.json"));
        assertThat(metadata.get("total_episodes").asInt()).isEqualTo(EPISODES);
        assertThat(metadata.get("total_steps").asInt()).isEqualTo(STEPS);
        assertThat(metadata.get("data_format").asText()).isEqualTo("parquet");
        assertThat(metadata.get("dataset_id").asText()).isEqualTo("poles-v2");
        assertThat(metadata.get("minari_version").asText()).isEqualTo("0.5.1");
        assertThat(metadata.get("dataset_size").isDouble()).isTrue();
        assertThat(metadata.get("observation_space").asText())
                .isEqualTo(
                        "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [2], \"low\": [-Infinity, -Infinity],"
                                + " \"high\": [Infinity, Infinity]}");
        assertThat(metadata.get("action_space").asText())
                .isEqualTo("{\"type\": \"Discrete\", \"dtype\": \"int64\", \"start\": 0, \"n\": 3}");
        assertThat(metadata.get("millrace_sha256").asText()).isEqualTo(dataset().getSha256());
    }

    @Test
    void aFolderWithoutAVersionInItsNameGetsTheNameOfTheSource() throws IOException {
        recorded.rounds(0, 3);
        export(folder.resolve("poles"));

        assertThat(json(folder.resolve("poles/data/metadata.json"))
                        .get("dataset_id")
                        .asText())
                .isEqualTo("a-v0");
    }

    @Test
    void eachEpisodeHasAFolderWithAFileOfOneRowMoreThanItsSteps() throws IOException {
        recorded.rounds(0, 3);
        export(folder.resolve("poles-v2"));

        Path data = folder.resolve("poles-v2/data");
        try (Stream<Path> there = Files.list(data)) {
            assertThat(there).hasSize(EPISODES + 1);
        }
        for (int id = 0; id < EPISODES; id++) {
            JsonNode metadata = json(data.resolve(id + "/metadata.json"));
            assertThat(metadata.get("id").asInt()).isEqualTo(id);
            assertThat(metadata.get("total_steps").asInt()).isEqualTo(3);
            assertThat(metadata.get("millrace_first_step").asInt()).isZero();
            try (ParquetInput file = new ParquetInput(data.resolve(id + "/part-0.parquet"))) {
                assertThat(file.groups()).isEqualTo(1);
                assertThat(file.rows(0)).isEqualTo(4);
                assertThat(file.schema().getFields())
                        .extracting(field -> field.getName())
                        .containsExactly("observations", "actions", "rewards", "terminations", "truncations", "infos");
            }
        }
    }

    @Test
    void whatBeganBeforeTheRangeOrGoesOnBehindItIsAnEpisodeOfItsOwn() throws IOException {
        recorded.rounds(0, 1);
        export(folder.resolve("poles-v2"));

        Path data = folder.resolve("poles-v2/data");
        assertThat(json(data.resolve("metadata.json")).get("total_episodes").asInt())
                .isEqualTo(12);
        assertThat(json(data.resolve("1/metadata.json")).get("total_steps").asInt())
                .isEqualTo(1);
    }

    @Test
    void boxesHaveTheirBoundsAndSharesThoseOfEachShare() {
        assertThat(MinariSpaces.actions(new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 1e-3))))
                .isEqualTo("{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [2], \"low\": [-2.0, 0.0],"
                        + " \"high\": [2.0, 0.001]}");
        assertThat(MinariSpaces.actions(new ActionSpace.Simplex(3)))
                .isEqualTo("{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [3], \"low\": [0.0, 0.0, 0.0],"
                        + " \"high\": [1.0, 1.0, 1.0]}");
    }

    @Test
    void aSetIsNotWrittenOver() {
        recorded.rounds(0, 1);
        export(folder.resolve("poles-v2"));

        assertThatThrownBy(() -> export(folder.resolve("poles-v2")))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("Export to another folder");
    }

    @Test
    void nothingStaysOfAnExportThatFailed() {
        recorded.rounds(0, 3);
        MinariExport failing = new MinariExport(bus, dataset(), RowShape.of(recorded.run()), (done, of) -> {
            if (done > 30) {
                throw new IllegalStateException("stopped");
            }
        });

        assertThatThrownBy(() -> failing.toFolder(folder.resolve("poles-v2"))).hasMessage("stopped");
        assertThat(folder.resolve("poles-v2")).isEmptyDirectory();
    }

    private Outcome export(Path to) {
        return new MinariExport(bus, dataset(), RowShape.of(recorded.run()), Watcher.NOBODY).toFolder(to);
    }

    private Dataset dataset() {
        return new DatasetCreation(bus, Watcher.NOBODY)
                .describe("a", "", List.of(recorded.run()), RecordRange.all(), Instant.EPOCH);
    }

    private static JsonNode json(Path file) throws IOException {
        ObjectMapper mapper = JsonMapper.builder().build();
        return mapper.readTree(file.toFile());
    }
}
