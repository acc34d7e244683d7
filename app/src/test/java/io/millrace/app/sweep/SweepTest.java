package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.Millrace;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a sweep that is cut short, and of two at once. */
class SweepTest {

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void nameTheFolder() {
        data = folder.resolve("runs");
    }

    @Test
    void aSweepThatIsStoppedGoesOnWithWhatIsNotDone() {
        assertThat(stoppedAfterTheFirst("learner.steps=256,100000000")).isEmpty();

        try (SweepFolder kept = SweepFolder.open(data, "tiny")) {
            Sweep sweep = new Sweep(grid("learner.steps=256,512"), kept, 1, false);
            SweepResults results = sweep.run(unheard(), null).orElseThrow();

            assertThat(results.kept()).isEqualTo(1);
            assertThat(results.played()).isEqualTo(1);
            assertThat(results.points())
                    .extracting(point -> point.seeds().get(0).steps())
                    .containsExactly(256L, 512L);
        }
    }

    @Test
    void aTrialThatWasHalfDoneBeginsAgain() throws Exception {
        Grid grid = grid("learner.steps=256,512");
        try (SweepFolder kept = SweepFolder.open(data, "tiny")) {
            new Sweep(grid, kept, 1, false).run(unheard(), null);
            // Were it gone on from, the learner would refuse the other trial's checkpoint.
            Path done = trial(kept, grid.points().get(0)).resolve("tiny/checkpoint.avro");
            Path halfDone = trial(kept, grid.points().get(1));
            Files.delete(halfDone.resolve("result.json"));
            Files.copy(done, halfDone.resolve("tiny/checkpoint.avro"), StandardCopyOption.REPLACE_EXISTING);

            SweepResults results =
                    new Sweep(grid, kept, 1, false).run(unheard(), null).orElseThrow();

            assertThat(results.played()).isEqualTo(1);
            assertThat(results.failed()).isZero();
        }
    }

    @Test
    void freshTrialsAreAllPlayedAnew() {
        try (SweepFolder kept = SweepFolder.open(data, "tiny")) {
            new Sweep(grid(), kept, 1, false).run(unheard(), null);

            assertThat(new Sweep(grid(), kept, 1, true).kept()).isZero();
        }
    }

    @Test
    void twoSweepsDoNotWriteTheSameFolder() {
        try (SweepFolder held = SweepFolder.open(data, "tiny")) {
            assertThat(held.path()).isDirectory();
            assertThatThrownBy(() -> SweepFolder.open(data, "tiny"))
                    .isInstanceOf(UserMistake.class)
                    .hasMessageContaining("Another sweep")
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void aResultThatCannotBeReadIsNotTakenForOne() throws Exception {
        try (SweepFolder kept = SweepFolder.open(data, "tiny")) {
            Grid grid = grid();
            new Sweep(grid, kept, 1, false).run(unheard(), null);
            Files.writeString(trial(kept, grid.points().get(0)).resolve("result.json"), "{\"score\": 10}");

            assertThatThrownBy(() -> new Sweep(grid, kept, 1, false))
                    .isInstanceOf(UserMistake.class)
                    .hasMessageContaining("result.json cannot be read")
                    .hasMessageContaining("--fresh");
            assertThat(new Sweep(grid, kept, 1, true).kept()).isZero();
        }
    }

    /** The second trial would learn for hours. */
    private Optional<SweepResults> stoppedAfterTheFirst(String set) {
        try (SweepFolder kept = SweepFolder.open(data, "tiny")) {
            Sweep sweep = new Sweep(grid(set), kept, 1, false);
            return sweep.run(
                    new SweepProgress(new PrintWriter(new StringWriter()), 0, 1, false) {
                        @Override
                        public void show(int done, int all, String latest) {
                            if (done == 1) {
                                sweep.stop();
                            }
                        }
                    },
                    null);
        }
    }

    private static Path trial(SweepFolder folder, Grid.Point point) {
        return folder.path().resolve(point.runs().get(0).settings().sha256());
    }

    private Grid grid(String... sets) {
        return Grid.read(Millrace.tinyFile(folder), Map.of(), List.of(sets), "1-1", List.of());
    }

    private static SweepProgress unheard() {
        return new SweepProgress(new PrintWriter(new StringWriter()), 0, 1, false);
    }
}
