package io.millrace.datasets.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.datasets.DatasetCreation;
import io.millrace.datasets.RecordRange;
import io.millrace.datasets.RecordedRun;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Export.Outcome;
import io.millrace.datasets.rows.ColumnNames;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowReader;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.StepRow;
import io.millrace.messages.Dataset;
import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExchangeTest {

    private static final int ROUNDS = 9;

    private final MemoryBus bus = new MemoryBus(1 << 24);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"AVRO", "PARQUET"})
    void whatWasExportedAndImportedHasTheSameSteps(RowFormat format) {
        RecordedRun recorded = new RecordedRun(bus, "a", 2).rounds(0, ROUNDS);
        List<Path> files = export(recorded.run(), format).files();
        Import input = input(files, format);
        ImportSurvey survey = input.survey(null);
        ImportPlan plan = Import.plan(survey, 0);

        assertThat(plan).isEqualTo(new ImportPlan(6, 36, 1, 0));
        Run imported = RecordedRun.describe("b", 1, plan.lanes(), 1, plan.unrollLength(), "recorded");
        input.publish(bus, imported, survey, plan, Instant.EPOCH);
        List<StepRow> before = rows(files, format);
        List<StepRow> after =
                rows(export(imported, format, folder.resolve("again")).files(), format);

        assertThat(after).hasSameSizeAs(before);
        for (int at = 0; at < after.size(); at++) {
            StepRow row = after.get(at);
            StepRow same = before.stream()
                    .filter(one -> one.lane() * RecordedRun.ENVIRONMENTS + one.environment() == row.lane()
                            && one.time() == row.time())
                    .findFirst()
                    .orElseThrow();
            assertThat(row)
                    .usingRecursiveComparison()
                    .ignoringFields("run", "lane", "environment")
                    .isEqualTo(same);
        }
    }

    @Test
    void bothFormatsHoldTheSameRows() {
        RecordedRun recorded = new RecordedRun(bus, "a", 2).rounds(0, ROUNDS);

        assertThat(rows(
                        export(recorded.run(), RowFormat.AVRO, folder.resolve("x"))
                                .files(),
                        RowFormat.AVRO))
                .usingRecursiveComparison()
                .isEqualTo(rows(
                        export(recorded.run(), RowFormat.PARQUET, folder.resolve("y"))
                                .files(),
                        RowFormat.PARQUET));
    }

    @ParameterizedTest
    @EnumSource(names = {"AVRO", "PARQUET"})
    void anExportThatWasStoppedGoesOnBehindTheLastWholeFile(RowFormat format) throws IOException {
        RecordedRun recorded = new RecordedRun(bus, "a", 2).rounds(0, ROUNDS);
        Outcome whole = export(recorded.run(), format, folder.resolve("whole"));
        Path stopped = folder.resolve("stopped");
        Export failing = new Export(bus, dataset(recorded.run()), RowShape.of(recorded.run()), format, (done, of) -> {
            if (done > 100) {
                throw new IllegalStateException("stopped");
            }
        });

        assertThatThrownBy(() -> failing.toFolder(stopped, 40)).hasMessage("stopped");
        assertThat(stopped.toFile().list()).noneMatch(name -> name.startsWith("steps") && name.endsWith(".partial"));
        Outcome resumed = export(recorded.run(), format, stopped);

        assertThat(resumed.resumed()).isBetween(1L, 100L);
        assertThat(rows(resumed.files(), format)).usingRecursiveComparison().isEqualTo(rows(whole.files(), format));
        for (Path file : resumed.files()) {
            assertThat(file).hasSameBinaryContentAs(folder.resolve("whole").resolve(file.getFileName()));
        }
    }

    @Test
    void aFolderOfAnotherExportIsNotGoneOnWith() {
        RecordedRun recorded = new RecordedRun(bus, "a", 1).rounds(0, 2);
        export(recorded.run(), RowFormat.AVRO);
        recorded.rounds(2, 3);

        assertThatThrownBy(() -> export(recorded.run(), RowFormat.AVRO))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("Export to another folder");
    }

    @Test
    void anImportThatWasStoppedGoesOnAndOneOfOtherFilesIsRefused() throws IOException {
        Path csv = Files.writeString(folder.resolve("h.csv"), csv(64));
        Import input = input(List.of(csv), RowFormat.CSV);
        ImportSurvey survey = input.survey(new ActionSpace.Discrete(3));
        ImportPlan plan = Import.plan(survey, 8);
        Run run = RecordedRun.describe("c", 1, 1, 1, 8, "recorded");
        Import stopping = new Import(List.of(csv), RowFormat.CSV, new ColumnNames(List.of()), Watcher.NOBODY);
        ImportPlan half = new ImportPlan(1, 8, plan.rounds() / 2, 0);
        stopping.publish(bus, run, survey, half, Instant.EPOCH);

        input.publish(bus, run, survey, plan, Instant.EPOCH);

        assertThat(bus.ends(new Topics("c", 1).transitions())).containsExactly(plan.rounds());
        Path other = Files.writeString(folder.resolve("o.csv"), csv(64).replace("0.5", "0.25"));
        assertThatThrownBy(() -> input(List.of(other), RowFormat.CSV).publish(bus, run, survey, plan, Instant.EPOCH))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("offset 0")
                .hasMessageContaining("something else than these files");
    }

    @Test
    void anEpisodeWithoutAnEndIsTruncatedWhereItsLastObservationIsKnown() throws IOException {
        Path csv = Files.writeString(folder.resolve("h.csv"), """
                episode,obs_0,action,reward
                0,1,0,1
                0,2,1,1
                0,3,0,1
                1,4,1,1
                1,5,0,1
                1,6,1,1
                """);
        Import input = input(List.of(csv), RowFormat.CSV);
        ImportSurvey survey = input.survey(null);

        assertThat(survey.leftOut()).isEqualTo(2);
        assertThat(survey.steps()).containsExactly(4L);
        Run run = Run.newBuilder(RecordedRun.describe("d", 1, 1, 1, 4, "recorded"))
                .setObservationSize(1)
                .build();
        input.publish(bus, run, survey, Import.plan(survey, 4), Instant.EPOCH);
        List<StepRow> rows = rows(export(run, RowFormat.AVRO).files(), RowFormat.AVRO);

        assertThat(rows).extracting(StepRow::truncated).containsExactly(false, true, false, false);
        assertThat(rows.get(1).nextObservation()).containsExactly(3);
        assertThat(rows.get(3).nextObservation()).containsExactly(6);
        assertThat(rows.get(0).logProbability()).isNaN();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a word for a number | 0,1,2,0,abc,false | row 3, column reward: \"abc\" is no number",
                "a word for a flag | 0,1,2,0,1,maybe | row 3, column terminated: \"maybe\" is no number",
                "an observation with a hole | 0,1,,0,1,false | column obs_0 and those after it: 1 of its 2 cells",
                "no reward | 0,1,2,0,,false | column reward: the cell is empty",
                "an observation that is not finite | 0,NaN,2,0,1,false | only finite numbers",
                "half an episode | 0.5,1,2,0,1,false | column episode: \"0.5\" is no whole number",
                "an action that there is not | 0,1,2,7,1,false | column action: 7.0 is none of discrete:3"
            })
    void aMistakeInAFileIsNamedByRowAndColumn(String name, String line, String words) throws IOException {
        Path csv = Files.writeString(
                folder.resolve("h.csv"), "episode,obs_0,obs_1,action,reward,terminated\n0,1,1,0,1,false\n" + line);

        assertThatThrownBy(() -> input(List.of(csv), RowFormat.CSV).survey(new ActionSpace.Discrete(3)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining(csv.toString())
                .hasMessageContaining(words);
        assertThat(new RunRegistry(bus).all()).isEmpty();
    }

    @Test
    void aMissingColumnIsNamedWithThoseThereAre() throws IOException {
        Path csv = Files.writeString(folder.resolve("h.csv"), "episode,obs_0,action,r\n0,1,0,1\n0,2,1,1\n");

        assertThatThrownBy(() -> input(List.of(csv), RowFormat.CSV).survey(null))
                .hasMessageContaining("has no column \"reward\"")
                .hasMessageContaining("episode, obs_0, action, r");
        assertThat(new Import(List.of(csv), RowFormat.CSV, new ColumnNames(List.of("reward=r")), Watcher.NOBODY)
                        .survey(new ActionSpace.Discrete(2)))
                .isNotNull();
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws IOException {
        RecordedRun recorded = new RecordedRun(bus, "a", 1).rounds(0, 2);
        for (RowFormat format : List.of(RowFormat.AVRO, RowFormat.PARQUET)) {
            Path file = export(recorded.run(), format, folder.resolve(format.name()))
                    .files()
                    .get(0);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));

            assertThatThrownBy(() -> rows(List.of(file), format))
                    .isInstanceOf(UserMistake.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private static String csv(int rows) {
        StringBuilder csv = new StringBuilder("obs_0,obs_1,action,reward,terminated\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i)
                    .append(",0.5,")
                    .append(i % 3)
                    .append(",1,")
                    .append(i % 4 == 3)
                    .append('\n');
        }
        return csv.toString();
    }

    private Dataset dataset(Run run) {
        return new DatasetCreation(bus, Watcher.NOBODY)
                .describe(run.getRun(), "", List.of(run), RecordRange.all(), Instant.EPOCH);
    }

    private Outcome export(Run run, RowFormat format) {
        return export(run, format, folder.resolve("export"));
    }

    private Outcome export(Run run, RowFormat format, Path to) {
        return new Export(bus, dataset(run), RowShape.of(run), format, Watcher.NOBODY).toFolder(to, 40);
    }

    private static Import input(List<Path> files, RowFormat format) {
        return new Import(files, format, new ColumnNames(List.of()), Watcher.NOBODY);
    }

    private static List<StepRow> rows(List<Path> files, RowFormat format) {
        List<StepRow> rows = new ArrayList<>();
        for (Path file : files) {
            try (RowReader reader = new RowReader(file, format, new ColumnNames(List.of()))) {
                for (StepRow row = reader.next(); row != null; row = reader.next()) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
