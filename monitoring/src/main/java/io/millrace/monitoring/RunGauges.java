package io.millrace.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Statistics;
import io.millrace.monitoring.statistics.StatisticName;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of one run: its newest window that is over, or the running one while there is no other, and
 * what its learner reported last. A number that is not known is NaN. Changed by one thread; read by any.
 */
final class RunGauges implements AutoCloseable {

    private static final List<String> OF_RETURNS =
            List.of("mean", "deviation", "best", "worst", "p05", "p25", "p50", "p75", "p95");
    private static final List<String> OF_LENGTHS = List.of("mean", "best", "worst", "p05", "p50", "p95");

    /** Statistics of a single number: how the meter goes on, and what it is. */
    private static final Map<String, String> SINGLE = Map.ofEntries(
            Map.entry(StatisticName.ENTROPY, "entropy"),
            Map.entry(StatisticName.APPROXIMATE_KL, "approximate.kl"),
            Map.entry(StatisticName.EXPLAINED_VARIANCE, "explained.variance"),
            Map.entry(StatisticName.CLIP_FRACTION, "clip.fraction"),
            Map.entry(StatisticName.POLICY_LOSS, "policy.loss"),
            Map.entry(StatisticName.VALUE_LOSS, "value.loss"),
            Map.entry(StatisticName.GRADIENT_NORM, "gradient.norm"),
            Map.entry(StatisticName.STEPS_PER_SECOND, "steps.per.second"),
            Map.entry(StatisticName.SAMPLE_REUSE, "sample.reuse"),
            Map.entry(StatisticName.TERMINATED, "terminated.share"));

    private final String run;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Set<Meter> registered = new HashSet<>();
    private final Set<String> figures = new HashSet<>();
    private volatile @Nullable Statistics newest;
    private volatile @Nullable Statistics before;
    private volatile @Nullable Progress progress;
    private volatile double lastUpdateSeconds = Double.NaN;
    private volatile double bestReturn = Double.NaN;
    private long updatedTo = -1;

    RunGauges(String run, MeterRegistry meters, InstantSource clock) {
        this.run = run;
        this.meters = meters;
        this.clock = clock;
        OF_RETURNS.forEach(statistic -> ofStatistic(
                "episode.return", "Return of the window's episodes", statistic, StatisticName.RETURN + statistic));
        OF_LENGTHS.forEach(statistic -> ofStatistic(
                "episode.length", "Steps of the window's episodes", statistic, StatisticName.LENGTH + statistic));
        ofStatistic("policy.lag", "Versions between acting and learning", "mean", StatisticName.POLICY_LAG);
        ofStatistic("policy.lag", "Versions between acting and learning", "most", StatisticName.POLICY_LAG_MOST);
        SINGLE.forEach((statistic, name) -> gauge(
                name,
                "Statistic " + statistic + " of the newest window that is over",
                null,
                gauges -> gauges.value(statistic)));
        gauge("weights.version", "Newest weights version", null, RunGauges::version);
        gauge("best.return", "Best mean return of a window so far", null, gauges -> gauges.bestReturn);
        gauge("paused", "1 while somebody paused the run", null, gauges -> gauges.says(Progress::getPaused));
        gauge(
                "finished",
                "1 once the run's limit of steps is reached",
                null,
                gauges -> gauges.says(Progress::getFinished));
        gauge(
                "failed",
                "1 once the learner gave up",
                null,
                gauges -> gauges.says(report -> report.getFailure() != null));
        register(Gauge.builder("millrace.run.last.update", this, gauges -> gauges.lastUpdateSeconds)
                .description("When the learner last reported another version, since 1970")
                .baseUnit("seconds"));
        // A counter that appears only with its first count shows no rate for it.
        for (AnnotationKind kind : AnnotationKind.values()) {
            registered.add(counter(kind));
        }
    }

    private void ofStatistic(String name, String description, String statistic, String value) {
        gauge(name, description, statistic, gauges -> gauges.value(value));
    }

    private void gauge(String name, String description, @Nullable String statistic, ToDoubleFunction<RunGauges> value) {
        Gauge.Builder<RunGauges> gauge =
                Gauge.builder("millrace.run." + name, this, value).description(description);
        register(statistic == null ? gauge : gauge.tag("statistic", statistic));
    }

    private void register(Gauge.Builder<RunGauges> gauge) {
        registered.add(gauge.tag("run", run).strongReference(true).register(meters));
    }

    /** Takes in what a window came to. */
    void take(Statistics window) {
        if (window.getWeightsVersion() != null) {
            return;
        }
        Statistics newest = this.newest;
        if (newest == null || newest.getWindowStart().isBefore(window.getWindowStart())) {
            compare(newest);
            before = newest;
            this.newest = window;
        } else if (newest.getWindowStart().equals(window.getWindowStart())) {
            this.newest = window;
        } else if (before != null && before.getWindowStart().equals(window.getWindowStart())) {
            before = window;
            compare(window);
        }
        window.getValues().keySet().stream()
                .filter(name -> name.startsWith(StatisticName.FIGURE))
                .forEach(this::show);
    }

    /** Of a window that is not the newest any more. */
    private void compare(@Nullable Statistics window) {
        Double mean = window == null ? null : window.getValues().get(StatisticName.RETURN + "mean");
        if (mean != null && !(mean <= bestReturn)) {
            bestReturn = mean;
        }
    }

    private void show(String statistic) {
        if (figures.add(statistic)) {
            registered.add(Gauge.builder("millrace.run.figure", this, gauges -> gauges.value(statistic))
                    .description("What the task itself measures, mean over the window's episodes")
                    .tag("figure", statistic.substring(StatisticName.FIGURE.length()))
                    .tag("run", run)
                    .strongReference(true)
                    .register(meters));
        }
    }

    /** Takes in what the learner reported. */
    void take(Progress report) {
        if (report.getVersion() != updatedTo) {
            updatedTo = report.getVersion();
            lastUpdateSeconds = report.getReportedAt().toEpochMilli() / 1000.0;
        }
        progress = report;
    }

    /** Counts what happened. */
    void take(Annotation annotation) {
        counter(annotation.getKind()).increment();
    }

    private Counter counter(AnnotationKind kind) {
        return Counter.builder("millrace.annotations")
                .description("What happened to the run, by kind")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .tag("run", run)
                .register(meters);
    }

    private double value(String statistic) {
        Statistics shown = shown();
        Double value = shown == null ? null : shown.getValues().get(statistic);
        return value == null ? Double.NaN : value;
    }

    private @Nullable Statistics shown() {
        Statistics newest = this.newest;
        Statistics before = this.before;
        return newest != null && before != null && newest.getWindowEnd().isAfter(clock.instant()) ? before : newest;
    }

    private double version() {
        Progress report = progress;
        return report == null ? Double.NaN : report.getVersion();
    }

    private interface Said {
        boolean by(Progress report);
    }

    private double says(Said something) {
        Progress report = progress;
        return report == null ? Double.NaN : something.by(report) ? 1 : 0;
    }

    /** Shows the run no more. */
    @Override
    public void close() {
        registered.forEach(meters::remove);
        registered.clear();
    }
}
