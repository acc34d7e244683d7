package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.actor.ActorService;
import io.millrace.app.Millrace;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.env.EnvService;
import io.millrace.learner.LearnerService;
import io.millrace.messages.Run;
import io.millrace.monitoring.MonitorMetrics;
import io.millrace.monitoring.MonitorService;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.monitoring.streams.StatisticsStreams;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.metrics.ProcessMetrics;
import io.millrace.runtime.run.BusMetrics;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/metrics.md says is what services at work show. */
@Timeout(300)
class MetricsPageTest {

    private static final Path PAGE = Millrace.repository().resolve("docs/metrics.md");
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private static final MetricsPage page = new MetricsPage();

    /** The settings of an algorithm with a replay memory, in place of PPO's. */
    private static final List<String> REPLAY =
            List.of("algorithm={name: dqn, replay: {capacity: 512}, learning-starts: 64, batch: 16}");

    /** A task with figures of its own, and a guard. */
    private static final List<String> MEASURED_AND_GUARDED =
            List.of("environment={name: human-capital}", "guard.mode=dry-run");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void watchServicesAtWork() throws InterruptedException {
        local("ppo", List.of(), "millrace_learner_updates_total");
        local("replay", REPLAY, "millrace_learner_updates_total");
        local("guarded", MEASURED_AND_GUARDED, "millrace_run_figure");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
            KafkaConnection cluster = new KafkaConnection(broker.address(), AMPLE, AMPLE, Map.of());
            apart(() -> new KafkaBus(cluster), "ppo", List.of());
            monitor(cluster);
        }
        MemoryBus memory = new MemoryBus(1 << 20);
        apart(() -> memory, "replay", REPLAY);
    }

    @Test
    void everyMetricSaysWhatItIs() {
        assertThat(page.undescribed())
                .as("metrics without a description, or of no family that the page lists")
                .isEmpty();
    }

    @Test
    void thePageListsWhatTheServicesShow() throws IOException {
        String text = page.text();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, text);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/metrics.md; write it anew with: mvn verify -pl app -am -Dtest=MetricsPageTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true")
                .isEqualTo(text);
    }

    @Test
    void nameAndUnitStandInTheNameAsPrometheusHasThem() {
        assertThat(page.ours())
                .contains("millrace_env_steps_total", "millrace_lag_seconds", "millrace_env_round_trip_seconds")
                .allSatisfy(name -> assertThat(name).matches("[a-z][a-z0-9_]*").doesNotEndWith("_max"));
    }

    /** In one process, as {@code millrace local} does. */
    private static void local(String name, List<String> assignments, String awaited) throws InterruptedException {
        RunFile file = file(name, assignments, "learner.steps=1000000000");
        RunFolder runFolder = new RunFolder(folder, name);
        runFolder.claim(file.settings());
        MemoryBus bus = new MemoryBus(1 << 20);
        int port = Scrape.freePort();
        LocalRun run = new LocalRun(file, runFolder, 1, () -> bus, MetricsSettings.loopback(port));
        ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
        CompletableFuture<?> learning =
                CompletableFuture.supplyAsync(() -> run.learn(silent, System.nanoTime(), "memory"));
        String scrape = "";
        while (!learning.isDone() && !Scrape.shows(scrape, awaited)) {
            scrape = Scrape.of(port);
        }
        run.stop();
        learning.join();
        page.add("local", scrape);
    }

    /** Each with a registry and a bus of its own, as in a process of its own, until all has been learned. */
    private static void apart(Supplier<Bus> buses, String name, List<String> assignments) throws InterruptedException {
        RunFile file = file(name, assignments, "run=" + name + "-apart");
        Map<String, ProcessMetrics> registries = new TreeMap<>();
        List<Bus> opened = new ArrayList<>(List.of(buses.get()));
        try {
            Run run = new RunRegistry(opened.get(0)).register(file.toRun(Instant.EPOCH));
            Function<String, ServiceContext> contexts = service -> {
                ProcessMetrics meters = new ProcessMetrics(service, "1.2");
                registries.put(service, meters);
                meters.registry().config().commonTags("run", run.getRun());
                opened.add(buses.get());
                return ServiceContext.of(
                        service, opened.get(opened.size() - 1), run, meters.registry(), InstantSource.system());
            };
            List<Worker> workers = new ArrayList<>();
            workers.add(ActorService.worker(contexts.apply("actor"), "actor"));
            workers.addAll(LearnerService.workers(contexts.apply("learner"), folder.resolve(name + "-apart")));
            workers.add(EnvService.worker(contexts.apply("env")));
            WorkerGroup group = WorkerGroup.start(workers, new Health(AMPLE, System::nanoTime));
            group.awaitFirstEnd();
            assertThat(group.stop(AMPLE)).isEmpty();
            registries.forEach(
                    (service, meters) -> page.add(service, meters.registry().scrape()));
        } finally {
            opened.forEach(Bus::close);
            registries.values().forEach(ProcessMetrics::close);
        }
    }

    /** What {@code millrace monitor} shows of the runs of a cluster. */
    private static void monitor(KafkaConnection cluster) throws InterruptedException {
        Health health = new Health(AMPLE, System::nanoTime);
        try (ProcessMetrics meters = new ProcessMetrics("monitor", "1.2");
                Bus bus = new KafkaBus(cluster)) {
            new BusMetrics("monitor", bus).bindTo(meters.registry());
            MonitorMetrics counted = new MonitorMetrics(meters.registry());
            List<Worker> workers = new ArrayList<>(
                    MonitorService.ofAllRuns("monitor-1", bus, meters.registry(), InstantSource.system())
                            .workers());
            workers.add(new StatisticsStreams(
                    cluster,
                    StatisticsSettings.ofWindow(Duration.ofSeconds(10)),
                    meters.registry(),
                    health,
                    counted::late));
            WorkerGroup group = WorkerGroup.start(workers, health);
            String scrape = "";
            while (group.failure().isEmpty()
                    && !(scrape.contains("millrace_run_weights_version") && scrape.contains("millrace_lag_seconds"))) {
                Thread.onSpinWait();
                scrape = meters.registry().scrape();
            }
            assertThat(group.stop(AMPLE)).isEmpty();
            page.add("monitor", scrape);
        }
    }

    private static RunFile file(String name, List<String> assignments, String more) {
        List<String> all = new ArrayList<>(assignments);
        all.add("run=" + name);
        all.add(more);
        return RunFile.read(Millrace.tinyFile(folder), Map.of(), all);
    }
}
