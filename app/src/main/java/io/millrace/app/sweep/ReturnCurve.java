package io.millrace.app.sweep;

import io.millrace.app.run.RunFile;
import io.millrace.learner.LearnerSettings;
import io.millrace.messages.Episode;
import java.util.ArrayList;
import java.util.List;

/**
 * How the return of a run's episodes grows with the steps, in {@value #PIECES} pieces of the run. An episode
 * counts where it ended; the lanes are taken to go on side by side, so that what comes out does not depend on when they
 * really did. One thread at a time.
 */
final class ReturnCurve {

    static final int PIECES = 50;

    private final int environmentsPerLane;
    private final int environments;
    private final long steps;
    private final long[] ticks;
    private final double[] sums = new double[PIECES];
    private final int[] episodes = new int[PIECES];

    ReturnCurve(RunFile run) {
        int lanes = run.shared().lanes().count();
        environmentsPerLane = run.shared().lanes().environments();
        environments = lanes * environmentsPerLane;
        long update = (long) environments * run.shared().lanes().unroll();
        long limit = run.settings().bind("learner", LearnerSettings.class).steps();
        // A run ends with the update that reaches its limit.
        steps = (limit + update - 1) / update * update;
        ticks = new long[environments];
    }

    /** Takes in an episode; those of each environment in the order in which they ended. */
    void add(Episode episode) {
        int environment = episode.getLane() * environmentsPerLane + episode.getEnvironment();
        ticks[environment] += episode.getLength();
        long ended = ticks[environment] * environments;
        if (ended <= steps) {
            // In whole numbers: a rounded quotient can lie beyond the last piece.
            int piece = (int) ((ended * PIECES - 1) / steps);
            sums[piece] += episode.getReturn$();
            episodes[piece]++;
        }
    }

    /** The pieces in which an episode ended. */
    List<CurvePiece> pieces() {
        List<CurvePiece> pieces = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            if (episodes[i] > 0) {
                pieces.add(new CurvePiece(end(steps, i), episodes[i], sums[i] / episodes[i]));
            }
        }
        return pieces;
    }

    /** Steps at the end of a piece, counted from 0. */
    private static long end(long steps, int piece) {
        return Math.round((double) steps * (piece + 1) / PIECES);
    }
}
