package io.millrace.monitoring.guard;

import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.monitoring.statistics.StatisticName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as its topics tell it: windows of ten seconds, each with ten updates. */
public final class Told {

    /** When the run began. */
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** Length of a window. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    /** Updates in a window. */
    public static final int UPDATES = 10;

    private static final long EPISODES = 100;
    private static final double DEVIATION = 5;
    private static final double ENTROPY = 0.5;

    private Told() {}

    /** A window of all versions. */
    public static Statistics window(int number, long lastVersion, long episodes, double mean) {
        return window(number, lastVersion, episodes, mean, DEVIATION, ENTROPY);
    }

    static Statistics window(
            int number, long lastVersion, long episodes, double mean, double deviation, double entropy) {
        Map<String, Double> values = new HashMap<>();
        values.put(StatisticName.VERSION, (double) lastVersion);
        values.put(StatisticName.UPDATES, (double) UPDATES);
        values.put(StatisticName.ENTROPY, entropy);
        if (episodes > 0) {
            values.put(StatisticName.RETURN + "mean", mean);
            values.put(StatisticName.RETURN + "deviation", deviation);
        }
        return statistics(number, null, episodes, values);
    }

    /** The same number, with the tenth version after each window before. */
    public static Statistics window(int number, double mean) {
        return window(number, (number + 1L) * UPDATES, EPISODES, mean);
    }

    static Statistics entropy(int number, double entropy) {
        return window(number, (number + 1L) * UPDATES, EPISODES, 100, DEVIATION, entropy);
    }

    static Statistics statistics(int number, @Nullable Long version, long episodes, Map<String, Double> values) {
        Instant start = START.plus(WINDOW.multipliedBy(number));
        return Statistics.newBuilder()
                .setRun("wheat")
                .setWindowStart(start)
                .setWindowEnd(start.plus(WINDOW))
                .setWeightsVersion(version)
                .setEpisodes(episodes)
                .setValues(values)
                .build();
    }

    /** An entry of the ledger, a second after the one before. */
    public static Update update(long version) {
        return update(version, null, 0);
    }

    static Update dropping(long version, int dropped) {
        return update(version, null, dropped);
    }

    /** A rollback on the ledger. */
    public static Update rollback(long version, long toVersion, String by) {
        return update(version, intervention(InterventionKind.ROLLBACK, version - 1, toVersion, by), 2);
    }

    static Update pause(long version) {
        return update(version, intervention(InterventionKind.PAUSE, version - 1, version - 1, RunGuard.NAME), 2);
    }

    private static Intervention intervention(InterventionKind kind, long from, long to, String by) {
        return new Intervention(kind, by, "the return fell", from, to, 0.5);
    }

    private static Update update(long version, @Nullable Intervention intervention, int dropped) {
        ConsumedUnroll unroll = new ConsumedUnroll(0, version, 0, version, 0);
        return Update.newBuilder()
                .setPolicy("main")
                .setVersion(version)
                .setSettingsHash("")
                .setEngine("")
                .setRandomState(0)
                .setConsumed(intervention == null ? Collections.nCopies(2, unroll) : List.of())
                .setDropped(Collections.nCopies(dropped, unroll))
                .setSteps(version * 64)
                .setPolicyLoss(0.1)
                .setValueLoss(0.1)
                .setEntropy(ENTROPY)
                .setApproximateKl(0.01)
                .setClipFraction(0.1)
                .setExplainedVariance(0.5)
                .setGradientNorm(1)
                .setPolicyLag(0)
                .setWeightsSha256("")
                .setUpdatedAt(at(version))
                .setIntervention(intervention)
                .build();
    }

    /** When the version was made. */
    public static Instant at(long version) {
        return START.plusSeconds(version);
    }

    static Progress progress(long version, boolean finished, boolean paused, @Nullable String failure) {
        return new Progress("learner", version, 0L, List.of(), finished, failure, paused, at(version));
    }
}
