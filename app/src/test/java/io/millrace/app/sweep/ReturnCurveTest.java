package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.run.RunFile;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where on the curve an episode counts. The run has two lanes of four, 400 steps, and so pieces of 8 steps. */
class ReturnCurveTest {

    @TempDir
    private Path folder;

    private ReturnCurve curve;

    @BeforeEach
    void begin() {
        curve = new ReturnCurve(
                RunFile.read(Millrace.tinyFile(folder), Map.of(), List.of("learner.steps=400", "lanes.unroll=5")));
    }

    @Test
    void anEpisodeCountsWhereAllLanesStoodWhenItEnded() {
        curve.add(episode(0, 0, 3, 1.0));

        // After 3 ticks of 8 environments.
        assertThat(curve.pieces()).containsExactly(new CurvePiece(24, 1, 1.0));
    }

    @Test
    void episodesOfOneEnvironmentFollowOneAnother() {
        curve.add(episode(1, 3, 3, 1.0));
        curve.add(episode(1, 3, 4, 5.0));

        assertThat(curve.pieces()).containsExactly(new CurvePiece(24, 1, 1.0), new CurvePiece(56, 1, 5.0));
    }

    @Test
    void thoseThatEndedTogetherAreAveraged() {
        curve.add(episode(0, 0, 3, 1.0));
        curve.add(episode(1, 0, 3, 2.0));

        assertThat(curve.pieces()).containsExactly(new CurvePiece(24, 2, 1.5));
    }

    @Test
    void whatEndedBehindTheEndOfTheRunDoesNotCount() {
        curve.add(episode(0, 0, 50, 1.0));
        curve.add(episode(0, 0, 1, 9.0));

        assertThat(curve.pieces()).containsExactly(new CurvePiece(400, 1, 1.0));
    }

    @Test
    void whatEndsWithTheRunCountsInTheLastPieceHoweverQuotientsAreRounded() {
        // In binary, 500,640 over a fiftieth of it is a little more than 50.
        ReturnCurve uneven = new ReturnCurve(RunFile.read(
                Millrace.tinyFile(folder),
                Map.of(),
                List.of("learner.steps=500000", "lanes={count: 2, environments: 8, unroll: 42}")));

        uneven.add(episode(1, 7, 500_640 / 16, 3.0));

        assertThat(uneven.pieces()).containsExactly(new CurvePiece(500_640, 1, 3.0));
    }

    private static Episode episode(int lane, int environment, int length, double earned) {
        return new Episode(
                lane, environment, 0L, earned, length, EpisodeEnd.TERMINATED, 0L, 0L, Instant.EPOCH, Map.of());
    }
}
