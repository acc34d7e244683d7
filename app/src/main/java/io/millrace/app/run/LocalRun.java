package io.millrace.app.run;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.actor.ActorService;
import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.env.EnvService;
import io.millrace.learner.LearnerService;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.monitoring.MonitorService;
import io.millrace.monitoring.live.LiveSettings;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.metrics.MetricsServer;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.metrics.ProcessMetrics;
import io.millrace.runtime.process.ServiceProcess;
import io.millrace.runtime.run.Announcement;
import io.millrace.runtime.run.Announcer;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import io.millrace.schemas.Topics;
import io.millrace.weights.PublishedWeights;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run with all its services in this process, from registration to the judged policy. */
public final class LocalRun {

    private static final Logger LOGGER = LoggerFactory.getLogger(LocalRun.class);
    private static final Duration FOLLOW = Duration.ofMillis(100);
    private static final int MOST_LOOKS = 20;
    private static final Duration HEALTH_DEADLINE = Duration.ofMinutes(2);
    // Shared by all workers: each may have to wait for the answer to what it asked the broker last.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration ANNOUNCEMENT_DEADLINE = Duration.ofSeconds(2);

    private final RunFile file;
    private final RunFolder folder;
    private final int actors;
    private final Supplier<Bus> buses;
    private final MetricsSettings metrics;
    private final StatisticsSettings statistics;
    private final @Nullable LiveSettings live;
    private final Consumer<String> remarks;
    private final InstantSource clock = InstantSource.system();
    private volatile boolean stopping;

    /** A run without a live page, in windows of the usual length for one. */
    public LocalRun(RunFile file, RunFolder folder, int actors, Supplier<Bus> buses, MetricsSettings metrics) {
        this(
                file,
                folder,
                actors,
                buses,
                metrics,
                StatisticsSettings.ofWindow(MonitorService.SHORT_WINDOW),
                null,
                words -> {});
    }

    /**
     * @param folder     claimed for the run's settings
     * @param actors     how many actors share the observations; at least 1
     * @param buses      gives each service its way to the bus; what it gives is closed at the end
     * @param statistics how the run is cut into windows
     * @param live       where the run is seen while it learns; null for nowhere
     * @param remarks    told where that is
     */
    public LocalRun(
            RunFile file,
            RunFolder folder,
            int actors,
            Supplier<Bus> buses,
            MetricsSettings metrics,
            StatisticsSettings statistics,
            @Nullable LiveSettings live,
            Consumer<String> remarks) {
        this.file = file;
        this.folder = folder;
        this.actors = actors;
        this.buses = buses;
        this.metrics = metrics;
        this.statistics = statistics;
        this.live = live;
        this.remarks = remarks;
    }

    /** Ends {@link #learn} soon, without an evaluation. May be called by any thread. */
    public void stop() {
        stopping = true;
    }

    /**
     * Learns until the run's limit of steps.
     *
     * @param startedNanos when the command began, by {@link System#nanoTime}
     * @param busName      stands in the summary
     * @return the summary; nothing if the run was stopped before its limit
     * @throws RuntimeException the first failure of a service
     */
    public Optional<Summary> learn(RunProgress progress, long startedNanos, String busName) {
        List<Bus> opened = new ArrayList<>();
        Health health = new Health(HEALTH_DEADLINE, System::nanoTime);
        try (ProcessMetrics meters = new ProcessMetrics("local", ServiceProcess.version());
                MetricsServer server = MetricsServer.start(metrics, meters.registry(), health)) {
            LOGGER.atInfo().addKeyValue("address", server.address()).log("showing meters");
            Run run = register(open(opened));
            meters.registry().config().commonTags("run", run.getRun());
            if (opened.get(0) instanceof MeterBinder bounded) {
                bounded.bindTo(meters.registry());
            }
            Bus watching = open(opened);
            MonitorService monitor = MonitorService.ofOneRun(
                    ServiceContext.of("monitor", watching, run, meters.registry(), clock), statistics);
            try (Shown shown = Shown.of(monitor, live, watching, meters.registry());
                    RunWatch watch =
                            new RunWatch(ServiceContext.of("local", watching, run, meters.registry(), clock))) {
                shown.sayWhere(remarks);
                learn(watch, progress, run, services(run, monitor, meters, opened), health);
                return watch.finished() ? Optional.of(summary(watch, run, startedNanos, busName)) : Optional.empty();
            }
        } finally {
            opened.forEach(Bus::close);
        }
    }

    /** Whatever of other runs is missing or does not fit is refused before anything is registered. */
    private Run register(Bus bus) {
        RunRegistry registry = new RunRegistry(bus);
        return registry.register(
                file.toRun(clock.instant()),
                given -> file.withSources(
                        bus,
                        Forerunner.settling(file, folder.sibling(file.initFrom()), bus)
                                .apply(given)));
    }

    private void learn(RunWatch watch, RunProgress progress, Run run, Services services, Health health) {
        WorkerGroup group = WorkerGroup.start(services.workers(), health);
        Announcer announcer = announce(run, services.announcements());
        while (!stopping && !watch.finished() && group.failure().isEmpty()) {
            watch.follow(FOLLOW);
            progress.show(watch);
        }
        // What the last update said may stand behind the progress that announced the end.
        watch.follow(FOLLOW);
        for (int i = 0; i < MOST_LOOKS && !watch.upToDate(); i++) {
            watch.follow(FOLLOW);
        }
        progress.end();
        Optional<Throwable> failure = group.stop(STOP_DEADLINE);
        announcer.await(ANNOUNCEMENT_DEADLINE);
        rethrow(failure);
    }

    private Announcer announce(Run run, List<Announcement> announcements) {
        String instance = "local-" + ProcessHandle.current().pid();
        return Announcer.begin(
                buses,
                new Topics(run.getRun(), run.getPartitions()),
                announcements,
                service -> instance,
                clock.instant());
    }

    /**
     * The services of a run.
     *
     * @param workers       those that others rest on come first
     * @param announcements what they say of themselves; all actors speak as one
     */
    private record Services(List<Worker> workers, List<Announcement> announcements) {}

    private Services services(Run run, MonitorService monitor, ProcessMetrics meters, List<Bus> opened) {
        // First, so that what watches ends last and sees everything.
        List<Worker> workers = new ArrayList<>(monitor.workers());
        ServiceContext learning = context("learner", run, meters, opened);
        List<Worker> learner = LearnerService.workers(
                learning, folder.path(), Forerunner.source(folder.sibling(file.initFrom()), learning.bus(), run));
        if (run.getSource() != null) {
            workers.addAll(learner);
            return new Services(workers, List.of(learning.announcement()));
        }
        for (int i = 0; i < actors; i++) {
            String name = actors == 1 ? "actor" : "actor-" + i;
            workers.add(ActorService.worker(context(name, run, meters, opened), name));
        }
        workers.addAll(learner);
        ServiceContext stepping = context("env", run, meters, opened);
        workers.add(EnvService.worker(stepping));
        Announcement acting = new Announcement("actor", ServiceProcess.version());
        acting.detail("actors", String.valueOf(actors));
        return new Services(workers, List.of(stepping.announcement(), acting, learning.announcement()));
    }

    private ServiceContext context(String service, Run run, ProcessMetrics meters, List<Bus> opened) {
        return ServiceContext.of(service, open(opened), run, meters.registry(), clock);
    }

    private Bus open(List<Bus> opened) {
        Bus bus = buses.get();
        opened.add(bus);
        return bus;
    }

    private Summary summary(RunWatch watch, Run run, long startedNanos, String busName) {
        PublishedWeights weights =
                folder.weights().orElseThrow(() -> new IllegalStateException("A finished run has a checkpoint"));
        Update last = watch.lastUpdate();
        return new Summary(
                run.getRun(),
                run.getSettingsHash(),
                busName,
                last == null ? "none" : last.getEngine(),
                watch.steps(),
                watch.version(),
                watch.firstUpdateNanos() == 0 ? null : seconds(startedNanos, watch.firstUpdateNanos()),
                seconds(startedNanos, watch.lastUpdateNanos() == 0 ? System.nanoTime() : watch.lastUpdateNanos()),
                watch.stepsPerSecond(),
                evaluation(run, weights),
                weights.sha256());
    }

    private Evaluation evaluation(Run run, PublishedWeights weights) {
        return file.environment().playable()
                ? new Evaluator(file.environment(), file.judged(run), run.getSeed())
                        .evaluate(weights, file.evaluation().episodes())
                : Evaluation.none(weights.version());
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static void rethrow(Optional<Throwable> failure) {
        @Nullable Throwable thrown = failure.orElse(null);
        if (thrown instanceof RuntimeException expected) {
            throw expected;
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }
}
