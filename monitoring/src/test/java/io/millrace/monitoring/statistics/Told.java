package io.millrace.monitoring.statistics;

import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Update;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages that a run tells of itself, with what matters to a test. */
public final class Told {

    private Told() {}

    /** An episode of 10 steps that terminated. */
    public static Episode episode(Instant endedAt, double returned, long version) {
        return Episode.newBuilder()
                .setLane(0)
                .setEnvironment(0)
                .setEpisode(0)
                .setReturn$(returned)
                .setLength(10)
                .setEnded(EpisodeEnd.TERMINATED)
                .setFirstVersion(version)
                .setLastVersion(version)
                .setEndedAt(endedAt)
                .setFigures(Map.of("gap", -returned))
                .build();
    }

    /** An update whose every number is its version. */
    public static Update update(Instant updatedAt, long version, long steps) {
        return Update.newBuilder()
                .setPolicy("policy")
                .setVersion(version)
                .setSettingsHash("")
                .setEngine("kernel")
                .setRandomState(0)
                .setConsumed(List.of())
                .setDropped(List.of())
                .setSteps(steps)
                .setPolicyLoss((double) version)
                .setValueLoss((double) version)
                .setEntropy((double) version)
                .setApproximateKl((double) version)
                .setClipFraction((double) version)
                .setExplainedVariance((double) version)
                .setGradientNorm((double) version)
                .setPolicyLag((double) version)
                .setWeightsSha256("")
                .setUpdatedAt(updatedAt)
                .build();
    }

    /** A rollback, which learned nothing. */
    public static Update rollback(Instant updatedAt, long version, long steps) {
        Update rollback = update(updatedAt, version, steps);
        rollback.setIntervention(new Intervention(InterventionKind.ROLLBACK, "guard", "it fell", version - 1, 1L, 0.5));
        return rollback;
    }

    /** A learner's report. */
    public static Progress progress(Instant reportedAt) {
        return Progress.newBuilder()
                .setLearner("learner")
                .setVersion(0)
                .setSteps(0)
                .setNextUnrolls(List.of())
                .setFinished(false)
                .setReportedAt(reportedAt)
                .build();
    }
}
