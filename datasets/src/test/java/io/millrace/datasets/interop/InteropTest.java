package io.millrace.datasets.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.datasets.DatasetCreation;
import io.millrace.datasets.PieceReader;
import io.millrace.datasets.RecordRange;
import io.millrace.datasets.RecordedRun;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Export;
import io.millrace.datasets.minari.MinariExport;
import io.millrace.datasets.parquet.ParquetInput;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.RowWriter;
import io.millrace.datasets.rows.StepRow;
import io.millrace.datasets.rows.UnrollSteps;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.memory.MemoryBus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exported Parquet files read by another implementation, every value compared bit for bit. Where node or npm is missing,
 * this fails: docs/datasets.md says what to install.
 */
@Tag("interop")
@Timeout(300)
class InteropTest {

    private static final int ROUNDS = 100;
    private static final float[] ODD = {
        Float.NaN, -0f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1 / 3f
    };

    @TempDir
    private static Path folder;

    private static OtherReader reader;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        reader = new OtherReader(Files.createDirectory(folder.resolve("reader")));
    }

    @Test
    void filesOfARecordWithMasksHoldItsSteps() throws Exception {
        MemoryBus bus = new MemoryBus(1 << 24);
        RecordedRun recorded = new RecordedRun(bus, "a", 2).rounds(0, ROUNDS);
        Dataset dataset = dataset(bus, recorded);
        List<StepRow> rows = rows(bus, dataset);
        List<Path> files = new Export(bus, dataset, RowShape.of(recorded.run()), RowFormat.PARQUET, Watcher.NOBODY)
                .toFolder(folder.resolve("masked"), 500)
                .files();

        assertThat(files).hasSizeGreaterThan(4);
        assertThat(rows).hasSize(ROUNDS * RecordedRun.STEPS_OF_ROUND);
        assertSame(reader.read(files, columns(true)), plainFiles(files, rows, true));
    }

    @Test
    void aFileOfSeveralRowGroupsWithContinuousActionsHoldsItsRows() throws Exception {
        RowShape shape = new RowShape("wide", "1", 600, new ActionSpace.Box(List.of(-1d, -2d), List.of(1d, 2d)));
        List<StepRow> rows = drawn(30_000, shape);
        Path file = folder.resolve("wide.parquet");
        try (RowWriter writer = RowFormat.PARQUET.write(shape, Map.of("about", "drawn"), Files.newOutputStream(file))) {
            for (StepRow row : rows) {
                writer.write(row);
            }
        }

        try (ParquetInput own = new ParquetInput(file)) {
            assertThat(own.groups()).isGreaterThan(1);
        }
        assertSame(reader.read(List.of(file), columns(false)), plainFiles(List.of(file), rows, false));
    }

    @Test
    void filesInMinarisLayoutHoldTheEpisodes() throws Exception {
        MemoryBus bus = new MemoryBus(1 << 24);
        RecordedRun recorded = new RecordedRun(bus, "a", 2).rounds(0, ROUNDS);
        Dataset dataset = dataset(bus, recorded);
        new MinariExport(bus, dataset, RowShape.of(recorded.run()), Watcher.NOBODY).toFolder(folder.resolve("m-v0"));
        List<List<StepRow>> episodes = episodes(rows(bus, dataset));
        List<Path> files = new ArrayList<>();
        Path expected = folder.resolve("episodes.plain");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(expected))) {
            Plain plain = new Plain(out);
            for (int id = 0; id < episodes.size(); id++) {
                files.add(folder.resolve("m-v0/data/" + id + "/part-0.parquet"));
                plain.file(1, episodes.get(id).size() + 1);
                writeEpisode(plain, episodes.get(id));
            }
        }

        assertThat(files).hasSizeGreaterThan(ROUNDS);
        assertSame(
                reader.read(
                        files,
                        List.of(
                                List.of("observations", "floats"),
                                List.of("actions", "long"),
                                List.of("rewards", "double"),
                                List.of("terminations", "flag"),
                                List.of("truncations", "flag"),
                                List.of("infos.log_probability", "float"),
                                List.of("infos.weights_version", "long"),
                                List.of("infos.action_mask", "flags"))),
                expected);
    }

    /** One row more than steps: what the last step led to, with zeros where a step would be. */
    private static void writeEpisode(Plain plain, List<StepRow> rows) throws IOException {
        for (StepRow row : rows) {
            boolean last = row.nextObservation() != null;
            plain.numbers(row.observation());
            plain.whole((long) row.action()[0]);
            plain.precise(row.reward());
            plain.flag(row.terminated());
            plain.flag(row.truncated() || (last && !row.terminated()));
            plain.number(row.logProbability());
            plain.whole(row.weightsVersion());
            plain.flags(row.actionMask());
        }
        StepRow end = rows.get(rows.size() - 1);
        plain.numbers(end.nextObservation());
        plain.whole(0);
        plain.precise(0);
        plain.flag(false);
        plain.flag(false);
        plain.number(0);
        plain.whole(0);
        plain.flags(end.nextActionMask());
    }

    /** Each copy of the environment by itself, cut where a row says what it led to; in the order in which they end. */
    private static List<List<StepRow>> episodes(List<StepRow> rows) {
        Map<List<Integer>, List<StepRow>> open = new LinkedHashMap<>();
        List<List<StepRow>> ended = new ArrayList<>();
        for (StepRow row : rows) {
            List<Integer> copy = List.of(row.lane(), row.environment());
            List<StepRow> episode = open.computeIfAbsent(copy, one -> new ArrayList<>());
            episode.add(row);
            if (row.nextObservation() != null) {
                ended.add(episode);
                open.remove(copy);
            }
        }
        assertThat(open).isEmpty();
        return ended;
    }

    private static Dataset dataset(MemoryBus bus, RecordedRun recorded) {
        return new DatasetCreation(bus, Watcher.NOBODY)
                .describe("a", "", List.of(recorded.run()), RecordRange.all(), Instant.EPOCH);
    }

    /** The steps, without any file between. */
    private static List<StepRow> rows(MemoryBus bus, Dataset dataset) throws IOException {
        List<StepRow> rows = new ArrayList<>();
        for (DatasetPiece piece : dataset.getPieces()) {
            try (PieceReader pieces = new PieceReader(bus, piece, null)) {
                for (Event<Unroll> event = pieces.next(); event != null; event = pieces.next()) {
                    new UnrollSteps(event.value(), true).forEach(pieces.last(event.value()), rows::add);
                }
            }
        }
        return rows;
    }

    private static List<StepRow> drawn(int count, RowShape shape) {
        SplittableRandom random = new SplittableRandom(7);
        List<StepRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean ended = i % 11 == 10;
            rows.add(new StepRow(
                    i % 5 == 0 ? "größe" : "run-" + i % 3,
                    i % 4,
                    i % 7,
                    1L << (i % 63),
                    i,
                    numbers(random, shape.observationSize()),
                    numbers(random, 2),
                    i % 3 == 0 ? null : numbers(random, i % 3),
                    i % 13 == 0 ? new byte[] {1, 0, (byte) (i % 2)} : null,
                    ODD[i % ODD.length],
                    random.nextInt(),
                    ended && i % 2 == 0,
                    ended && i % 2 == 1,
                    ended ? numbers(random, shape.observationSize()) : null,
                    null,
                    -i,
                    1_700_000_000_000L + i));
        }
        return rows;
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(50) == 0 ? ODD[random.nextInt(ODD.length)] : (float) random.nextGaussian();
        }
        return numbers;
    }

    private static List<List<String>> columns(boolean discrete) {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("run", "text");
        kinds.put("lane", "int");
        kinds.put("environment", "int");
        kinds.put("episode", "long");
        kinds.put("step", "int");
        kinds.put("observation", "floats");
        kinds.put("action", discrete ? "int" : "floats");
        kinds.put("sampled", "floats");
        kinds.put("action_mask", "flags");
        kinds.put("log_probability", "float");
        kinds.put("reward", "float");
        kinds.put("terminated", "flag");
        kinds.put("truncated", "flag");
        kinds.put("next_observation", "floats");
        kinds.put("next_action_mask", "flags");
        kinds.put("weights_version", "long");
        kinds.put("time", "time");
        return kinds.entrySet().stream()
                .map(kind -> List.of(kind.getKey(), kind.getValue()))
                .toList();
    }

    /** What the other reader has to find: the rows file by file, as many in each as our own reader counts. */
    private static Path plainFiles(List<Path> files, List<StepRow> rows, boolean discrete) throws IOException {
        Path expected = folder.resolve("rows.plain");
        int at = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(expected))) {
            Plain plain = new Plain(out);
            for (Path file : files) {
                try (ParquetInput own = new ParquetInput(file)) {
                    int count = 0;
                    for (int group = 0; group < own.groups(); group++) {
                        count += Math.toIntExact(own.rows(group));
                    }
                    plain.file(own.groups(), count);
                    for (StepRow row : rows.subList(at, at + count)) {
                        write(plain, row, discrete);
                    }
                    at += count;
                }
            }
        }
        assertThat(at).isEqualTo(rows.size());
        return expected;
    }

    private static void write(Plain plain, StepRow row, boolean discrete) throws IOException {
        plain.text(row.run());
        plain.integer(row.lane());
        plain.integer(row.environment());
        plain.whole(row.episode());
        plain.integer(row.step());
        plain.numbers(row.observation());
        if (discrete) {
            plain.integer((int) row.action()[0]);
        } else {
            plain.numbers(row.action());
        }
        plain.numbers(row.sampled());
        plain.flags(row.actionMask());
        plain.number(row.logProbability());
        plain.number(row.reward());
        plain.flag(row.terminated());
        plain.flag(row.truncated());
        plain.numbers(row.nextObservation());
        plain.flags(row.nextActionMask());
        plain.whole(row.weightsVersion());
        plain.whole(row.time());
    }

    private static void assertSame(Path found, Path expected) throws IOException {
        assertThat(Files.mismatch(found, expected))
                .as("first byte that differs")
                .isEqualTo(-1);
    }
}
