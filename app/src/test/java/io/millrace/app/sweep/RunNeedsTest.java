package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.run.RunFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many runs fit on a machine at a time. */
class RunNeedsTest {

    private static final long GIBIBYTE = 1L << 30;

    @TempDir
    private static Path folder;

    @Test
    void inLockStepEachProcessorHasARun() {
        assertThat(RunNeeds.fitting(runs(20), 16, 64 * GIBIBYTE)).isEqualTo(16);
    }

    @Test
    void runsWhoseActorsDoNotWaitNeedTwoEach() {
        List<RunFile> lagging = Collections.nCopies(20, run("max-policy-lag=2"));

        assertThat(RunNeeds.fitting(lagging, 16, 64 * GIBIBYTE)).isEqualTo(8);
    }

    @Test
    void oneRunAlwaysFits() {
        assertThat(RunNeeds.fitting(runs(20), 1, 1)).isEqualTo(1);
    }

    @Test
    void noMoreRunThanThereAre() {
        assertThat(RunNeeds.fitting(runs(3), 32, 64 * GIBIBYTE)).isEqualTo(3);
    }

    @Test
    void fewerFitIntoLittleMemory() {
        assertThat(RunNeeds.fitting(runs(20), 64, GIBIBYTE)).isBetween(2, 8);
    }

    @Test
    void fewerStillWithAReplayMemory() {
        List<RunFile> replaying = Collections.nCopies(20, run("algorithm={name: dqn, replay: {capacity: 2000000}}"));

        assertThat(RunNeeds.fitting(replaying, 64, GIBIBYTE)).isLessThan(RunNeeds.fitting(runs(20), 64, GIBIBYTE));
    }

    @Test
    void aTopicKeepsSeveralRoundsOfLargeUnrolls() {
        RunFile large = run("lanes={count: 8, environments: 512, unroll: 512}");
        // Two million steps, each with four numbers shown at the least.
        long round = 8L * 512 * 512 * 4 * Float.BYTES;

        assertThat(RunNeeds.bytesPerTopic(large)).isGreaterThan(4 * round);
    }

    private static List<RunFile> runs(int count) {
        return Collections.nCopies(count, run("seed=1"));
    }

    private static RunFile run(String setting) {
        return RunFile.read(Millrace.tinyFile(folder), Map.of(), List.of(setting));
    }
}
