package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Annotation;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the statistics and the state of runs as gauges, each run's from when it is registered. Where there are
 * more than {@link #MOST_RUNS}, those that were registered last are shown.
 */
final class GaugesWorker implements Worker {

    /** Most runs that have gauges at a time. */
    static final int MOST_RUNS = 32;

    private static final Logger LOGGER = LoggerFactory.getLogger(GaugesWorker.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ROUNDS_PER_LOOK = 4;
    private static final int ROUNDS_PER_DISCOVERY = 8;

    private final Bus bus;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Predicate<Run> wanted;
    private final MonitorMetrics metrics;
    private final TreeSet<Run> known =
            new TreeSet<>(Comparator.comparing(Run::getRegisteredAt).reversed().thenComparing(Run::getRun));
    private final Set<String> names = new HashSet<>();
    private final Map<String, Shown> shown = new HashMap<>();
    private volatile List<Run> shownRuns = List.of();
    private @Nullable EventSource<Run> runs;
    private long rounds;

    private record Shown(
            RunGauges gauges,
            EventSource<Statistics> statistics,
            EventSource<Progress> progress,
            EventSource<Annotation> annotations) {

        int follow() {
            List<Event<Statistics>> windows = statistics.poll(Duration.ZERO);
            windows.forEach(event -> gauges.take(event.value()));
            List<Event<Progress>> reports = progress.poll(Duration.ZERO);
            reports.forEach(event -> gauges.take(event.value()));
            List<Event<Annotation>> happened = annotations.poll(Duration.ZERO);
            happened.forEach(event -> gauges.take(event.value()));
            return windows.size() + reports.size() + happened.size();
        }

        void close() {
            statistics.close();
            progress.close();
            annotations.close();
            gauges.close();
        }
    }

    /** @param wanted which runs are shown */
    GaugesWorker(Bus bus, MeterRegistry meters, InstantSource clock, Predicate<Run> wanted) {
        this.bus = bus;
        this.meters = meters;
        this.clock = clock;
        this.wanted = wanted;
        this.metrics = new MonitorMetrics(meters);
    }

    @Override
    public String name() {
        return "gauges";
    }

    @Override
    public int runOnce() {
        LockSupport.parkNanos(PAUSE_NANOS);
        // A look costs the same whether there is something or not, and nobody sees a gauge move five times a second.
        if (++rounds % ROUNDS_PER_LOOK != 0) {
            return 0;
        }
        int taken = rounds % ROUNDS_PER_DISCOVERY == 0 || runs == null ? discover() : 0;
        for (Shown run : shown.values()) {
            taken += run.follow();
        }
        return taken;
    }

    /** Runs that have gauges now. May be asked by any thread. */
    List<Run> shownRuns() {
        return shownRuns;
    }

    private int discover() {
        if (runs == null) {
            runs = bus.reader(Topics.RUNS, Start.BEGINNING, PassedOver.QUIETLY);
        }
        List<Event<Run>> polled = runs.poll(Duration.ZERO);
        for (Event<Run> event : polled) {
            if (wanted.test(event.value()) && names.add(event.value().getRun())) {
                known.add(event.value());
            }
        }
        if (!polled.isEmpty()) {
            choose();
        }
        return polled.size();
    }

    private void choose() {
        List<Run> newest = known.stream().limit(MOST_RUNS).toList();
        Set<String> chosen = new HashSet<>();
        newest.forEach(run -> chosen.add(run.getRun()));
        shown.entrySet().removeIf(entry -> {
            boolean goes = !chosen.contains(entry.getKey());
            if (goes) {
                entry.getValue().close();
            }
            return goes;
        });
        for (Run run : newest) {
            if (!shown.containsKey(run.getRun())) {
                show(run);
            }
        }
        shownRuns =
                newest.stream().filter(run -> shown.containsKey(run.getRun())).toList();
        metrics.runs(shown.size(), known.size() - shown.size());
    }

    private void show(Run run) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        try {
            EventSource<Statistics> statistics = bus.reader(topics.statistics(), Start.BEGINNING, PassedOver.QUIETLY);
            EventSource<Progress> progress = bus.reader(topics.progress(), Start.BEGINNING, PassedOver.QUIETLY);
            EventSource<Annotation> annotations = bus.reader(topics.annotations(), Start.BEGINNING, PassedOver.QUIETLY);
            shown.put(
                    run.getRun(),
                    new Shown(new RunGauges(run.getRun(), meters, clock), statistics, progress, annotations));
            metrics.expect(run.getRun());
        } catch (BusException | TopicMismatchException missing) {
            // A run of an older version, or one whose topics were deleted or are not its own: nothing is to be shown.
            LOGGER.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("reason", missing.getMessage())
                    .log("showing nothing of a run whose topics are not as it says");
        }
    }

    @Override
    public void close() {
        if (runs != null) {
            runs.close();
        }
        shown.values().forEach(Shown::close);
    }
}
