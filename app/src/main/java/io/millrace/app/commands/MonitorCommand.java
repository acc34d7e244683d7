package io.millrace.app.commands;

import io.millrace.app.run.Shown;
import io.millrace.monitoring.MonitorMetrics;
import io.millrace.monitoring.MonitorService;
import io.millrace.monitoring.live.LiveSettings;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.monitoring.streams.StatisticsStreams;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.metrics.MetricsServer;
import io.millrace.runtime.metrics.ProcessMetrics;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import io.millrace.runtime.run.BusMetrics;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace monitor}. */
@Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Watches all runs of a Kafka cluster: statistics by windows of time and by weights version, on each run's"
                    + " topic and as Prometheus metrics.",
            "Several monitors share the work. It ends when it is interrupted, and another goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  millrace monitor --bootstrap-servers 127.0.0.1:9092 --metrics-port 9464",
            "  millrace tail cart-pole statistics --follow --bootstrap-servers 127.0.0.1:9092"
        })
final class MonitorCommand implements Callable<Integer> {

    private static final Duration HEALTH_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    @Mixin
    private WindowOptions window = new WindowOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        StatisticsSettings settings = window.settings(MonitorService.WINDOW);
        Optional<LiveSettings> page = live.settings();
        KafkaConnection cluster = connection.connection();
        Health health = new Health(HEALTH_DEADLINE, System::nanoTime);
        health.ready("broker", false, "not reached yet");
        try (ProcessMetrics meters = new ProcessMetrics("monitor", ServiceProcess.version());
                MetricsServer server = MetricsServer.start(metrics.settings(), meters.registry(), health)) {
            say("Waiting for the Kafka cluster at " + cluster.bootstrapServers() + ", at most "
                    + cluster.startDeadline().toSeconds() + " s");
            try (Bus bus = new KafkaBus(cluster)) {
                new BusMetrics("monitor", bus).bindTo(meters.registry());
                health.ready("broker", true, "");
                MonitorService service =
                        MonitorService.ofAllRuns(instance(), bus, meters.registry(), InstantSource.system());
                say("Watching the runs on " + cluster.bootstrapServers() + ", meters on " + server.address());
                List<Worker> workers = new ArrayList<>(service.workers());
                workers.add(streams(cluster, settings, meters, health));
                try (Shown shown = Shown.of(service, page.orElse(null), bus, meters.registry())) {
                    shown.sayWhere(this::say);
                    watch(workers, health);
                }
            }
        }
        return 0;
    }

    private static Worker streams(
            KafkaConnection cluster, StatisticsSettings settings, ProcessMetrics meters, Health health) {
        MonitorMetrics counted = new MonitorMetrics(meters.registry());
        return new StatisticsStreams(cluster, settings, meters.registry(), health, counted::late);
    }

    /** Unlike that of any other monitor that runs now. */
    private static String instance() {
        return "monitor-" + UUID.randomUUID();
    }

    private void watch(List<Worker> workers, Health health) throws InterruptedException {
        WorkerGroup group = WorkerGroup.start(workers, health);
        StopHook hook = StopHook.calling(() -> group.stop(STOP_DEADLINE));
        try {
            group.awaitFirstEnd();
            Optional<Throwable> failure = group.stop(STOP_DEADLINE);
            if (failure.isPresent()) {
                throw failure.get() instanceof RuntimeException expected
                        ? expected
                        : new IllegalStateException(failure.get());
            }
        } finally {
            hook.forget();
        }
    }

    private void say(String words) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }
}
