package io.millrace.learner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.learner.algorithms.ReplayUse;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.learner.experience.UnrollQueue;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import io.millrace.runtime.metrics.Latency;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The meters of a learner and of its intake. Any thread may report to them. */
final class LearnerMetrics {

    /**
     * Upper ends of the policy lag's buckets. A lag is a whole number, so that what is below one half is a
     * lag of 0; a bucket that ends at 0 itself is not to be had.
     */
    private static final double[] LAG_BUCKETS = {0.5, 1, 2, 4, 8, 16, 32, 64};

    /** The stage that lacks the unrolls of an update. */
    static final String UNROLLS = "unrolls";

    private final MeterRegistry meters;
    private final Counter updates;
    private final Counter steps;
    private final Timer updateTime;
    private final Map<String, Counter> waits = new ConcurrentHashMap<>();
    private final DistributionSummary sampledLag;
    private final DistributionSummary storedLag;
    private final Latency arrival;
    private volatile @Nullable Update last;
    private volatile long version;
    private volatile double logSpare = Double.NaN;
    private volatile @Nullable ReplayUse replay;
    private volatile Map<String, Double> state = Map.of();

    LearnerMetrics(MeterRegistry meters, Handover handover) {
        this.meters = meters;
        this.updates = Counter.builder("millrace.learner.updates")
                .description("Updates made")
                .register(meters);
        this.steps = Counter.builder("millrace.learner.steps")
                .description("Environment steps learned from")
                .register(meters);
        this.updateTime = Timer.builder("millrace.learner.update")
                .description("Time to compute an update")
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters);
        this.sampledLag = lag("sampled", "Policy lag of the ticks that updates learned from, in versions");
        this.storedLag = lag("stored", "Policy lag of the ticks of each unroll as it arrived, in versions");
        this.arrival = new Latency(
                meters,
                "millrace.learner.arrival",
                "Time from each tick that was stepped to its arrival in an unroll at the learner");
        waited(UNROLLS, Duration.ZERO);
        waited(StageWaits.MINIBATCHES, Duration.ZERO);
        Gauge.builder("millrace.learner.handover", handover, Handover::size)
                .description("Unrolls decoded ahead that the learner has not received")
                .baseUnit("unrolls")
                .register(meters);
        Gauge.builder("millrace.learner.handover.limit", handover, Handover::capacity)
                .description("Most unrolls that are decoded ahead")
                .baseUnit("unrolls")
                .register(meters);
        Gauge.builder("millrace.learner.weights.version", () -> version == 0 ? Double.NaN : (double) version)
                .description("Newest published weights version")
                .register(meters);
        gauge("policy.loss", "Policy loss of the last update", Update::getPolicyLoss);
        gauge("value.loss", "Value loss of the last update", Update::getValueLoss);
        gauge("entropy", "Mean entropy of the policy in the last update, in nats", Update::getEntropy);
        gauge("approximate.kl", "How far the last update moved the policy, in nats", Update::getApproximateKl);
        gauge("clip.fraction", "Share of rows whose ratio was clipped in the last update", Update::getClipFraction);
        gauge(
                "explained.variance",
                "Share of the targets' variance that the values explain",
                Update::getExplainedVariance);
        gauge("gradient.norm", "Mean global gradient norm before clipping", Update::getGradientNorm);
        gauge("policy.lag", "Mean policy lag of the steps in the last update, in versions", Update::getPolicyLag);
    }

    void updated(Update update, long stepsLearned, Duration time) {
        last = update;
        version = update.getVersion();
        updates.increment();
        steps.increment((double) stepsLearned);
        updateTime.record(time);
    }

    /** Notes an entry of the ledger that learned nothing: meters of the last update stay. */
    void intervened(Update entry) {
        version = entry.getVersion();
        Intervention intervention = entry.getIntervention();
        if (intervention != null) {
            interventions(intervention.getKind()).increment();
        }
    }

    /** Shows what was done in the place of learning, and what comes of it. */
    void showInterventions(Commands commands, Learner learner, KeptVersions kept) {
        for (InterventionKind kind : InterventionKind.values()) {
            var unused = interventions(kind);
        }
        Gauge.builder("millrace.learner.paused", commands, asked -> asked.paused() ? 1 : 0)
                .description("1 while nothing is learned because somebody paused the run")
                .register(meters);
        Gauge.builder("millrace.learner.learning.rate.factor", learner, Learner::learningRateFactor)
                .description("What the learning rates of the settings are multiplied by")
                .register(meters);
        Gauge.builder("millrace.learner.kept.versions", kept, KeptVersions::count)
                .description("Earlier versions that can be gone back to")
                .register(meters);
    }

    private Counter interventions(InterventionKind kind) {
        return Counter.builder("millrace.learner.interventions")
                .description("Entries of the ledger that were something else than learning")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    /** Shows a replay memory from its beginning on, if there is one. */
    void showReplay(@Nullable ReplayUse use) {
        if (use == null) {
            return;
        }
        replay = use;
        replayCounter("inserted", "Environment steps put into the replay memory", ReplayUse::inserted);
        replayCounter(
                "sampled",
                "Steps drawn from the replay memory; one that is drawn twice counts twice",
                ReplayUse::sampled);
        replayGauge("size", "Environment steps in the replay memory", ReplayUse::size);
        replayGauge("capacity", "Environment steps that the replay memory holds at most", ReplayUse::capacity);
    }

    /** Shows how far the learner is behind the run that it follows. */
    void showBehind(LongSupplier unrolls) {
        Gauge.builder("millrace.learner.follow.lag", unrolls::getAsLong)
                .description(
                        "Unrolls that the learner of the run that is followed is done with, and this one has not read; 0 where none is followed")
                .baseUnit("unrolls")
                .register(meters);
    }

    /** Notes what the replay memory holds now. */
    void replayed(@Nullable ReplayUse use) {
        replay = use;
    }

    /** Shows the numbers that the algorithm carries from update to update, such as how often a fit was left out. */
    void showState(Map<String, Double> numbers) {
        state = numbers;
        for (String name : numbers.keySet()) {
            Gauge.builder("millrace.learner.state", () -> state.getOrDefault(name, Double.NaN))
                    .description("A number that the algorithm carries from update to update")
                    .tag("number", name)
                    .register(meters);
        }
    }

    /** Notes these numbers after an update. */
    void carried(Map<String, Double> numbers) {
        state = numbers;
    }

    private void replayCounter(String name, String description, ToLongFunction<ReplayUse> value) {
        FunctionCounter.builder("millrace.replay." + name, this, metrics -> ofReplay(metrics, value))
                .description(description)
                .baseUnit("steps")
                .register(meters);
    }

    private void replayGauge(String name, String description, ToLongFunction<ReplayUse> value) {
        Gauge.builder("millrace.replay." + name, this, metrics -> ofReplay(metrics, value))
                .description(description)
                .baseUnit("steps")
                .register(meters);
    }

    private static double ofReplay(LearnerMetrics metrics, ToLongFunction<ReplayUse> value) {
        ReplayUse use = metrics.replay;
        return use == null ? Double.NaN : (double) value.applyAsLong(use);
    }

    /** Shows how much of the log is there before what a restart would read. */
    void showReach() {
        Gauge.builder("millrace.learner.log.spare.ratio", () -> logSpare)
                .description("Share of the kept transitions that come before the oldest that a restart of the learner"
                        + " would read, in the partition with the least; 1 where the log was never cut")
                .register(meters);
    }

    /** Notes that share. */
    void reaches(double spare) {
        logSpare = spare;
    }

    /** Shows how many unrolls are received and not yet learned from. */
    void watch(UnrollQueue queue) {
        Gauge.builder("millrace.learner.waiting.unrolls", queue, UnrollQueue::size)
                .description("Unrolls received and not yet learned from")
                .register(meters);
    }

    /** @param stage that the learner waited for, such as {@link #UNROLLS} */
    void waited(String stage, Duration time) {
        waits.computeIfAbsent(stage, this::wait).increment(time.toNanos() / 1e9);
    }

    /**
     * Notes the lag of what an update learns from.
     *
     * @param acted   the version that acted at each tick
     * @param version that the update starts from
     */
    void sampled(long[] acted, long version) {
        record(sampledLag, acted, version);
    }

    /**
     * Notes the lag of what arrived, whether or not it will be learned from.
     *
     * @param acted   the version that acted at each tick
     * @param version the learner's at the time
     */
    void stored(long[] acted, long version) {
        record(storedLag, acted, version);
    }

    /**
     * Notes how long the ticks of an unroll were under way.
     *
     * @param eventTimes when each was stepped, int64 little-endian, in milliseconds since 1970
     * @param nowMillis  when they arrived
     */
    void arrived(ByteBuffer eventTimes, long nowMillis) {
        LongBuffer stepped =
                eventTimes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        while (stepped.hasRemaining()) {
            arrival.took(nowMillis - stepped.get(), TimeUnit.MILLISECONDS);
        }
    }

    void dropped(String reason, int lane) {
        drops(reason, lane).increment();
    }

    /** Shows nothing dropped for each lane: a counter that appears only with its first count shows no rate for it. */
    void expect(int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            for (String reason : List.of("seen-before", "policy-lag", "intervention")) {
                var unused = drops(reason, lane);
            }
        }
    }

    private Counter drops(String reason, int lane) {
        return Counter.builder("millrace.learner.unrolls.dropped")
                .description("Unrolls that were not learned from")
                .tag("reason", reason)
                .tag("lane", String.valueOf(lane))
                .register(meters);
    }

    private Counter wait(String stage) {
        return Counter.builder("millrace.learner.wait")
                .description("Time in which the learner waited, by the stage that it waited for")
                .baseUnit("seconds")
                .tag("stage", stage)
                .register(meters);
    }

    private DistributionSummary lag(String of, String description) {
        return DistributionSummary.builder("millrace.learner.policy.lag." + of)
                .description(description)
                .serviceLevelObjectives(LAG_BUCKETS)
                .register(meters);
    }

    /** A learner that makes updates again reads what newer versions acted in: that lags behind nothing. */
    private static void record(DistributionSummary lags, long[] acted, long version) {
        for (long actor : acted) {
            lags.record((double) Math.max(0, version - actor));
        }
    }

    private void gauge(String name, String description, ToDoubleFunction<Update> value) {
        Gauge.builder("millrace.learner." + name, () -> {
                    Update update = last;
                    return update == null ? Double.NaN : value.applyAsDouble(update);
                })
                .description(description)
                .register(meters);
    }
}
