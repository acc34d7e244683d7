package io.millrace.runtime.process;

import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.metrics.MetricsServer;
import io.millrace.runtime.metrics.ProcessMetrics;
import io.millrace.runtime.run.Announcer;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service in a process of its own: connects, finds its run, works until it is done or told to stop. */
public final class ServiceProcess {

    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceProcess.class);
    // Longer than the longest update that is likely; a learner beats once for each.
    private static final Duration HEALTH_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
    // It began long before, but for a service that ended at once.
    private static final Duration ANNOUNCEMENT_DEADLINE = Duration.ofSeconds(2);
    private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);

    private final String service;
    private final ConnectionOptions connection;
    private final MetricsOptions metrics;

    /** @param service its name, such as actor */
    public ServiceProcess(String service, ConnectionOptions connection, MetricsOptions metrics) {
        this.service = service;
        this.connection = connection;
        this.metrics = metrics;
    }

    /** Finds the run of that name and works for it. */
    public void work(String runName, Function<ServiceContext, Worker> maker) throws InterruptedException {
        workAll(runName, context -> List.of(maker.apply(context)));
    }

    /** The same for a service of several workers: those that others rest on come first. */
    public void workAll(String runName, Function<ServiceContext, List<Worker>> maker) throws InterruptedException {
        workAll(bus -> new RunRegistry(bus).await(runName, RUN_DEADLINE), maker);
    }

    /** Works for a run with one worker, likewise. */
    public void work(RunFinder found, Function<ServiceContext, Worker> maker) throws InterruptedException {
        workAll(found, context -> List.of(maker.apply(context)));
    }

    /**
     * Works for a run until one of the workers has finished or failed, or the process is told to end.
     *
     * @param found gives the run, registered on the bus
     * @param maker makes the workers
     * @throws RuntimeException the first failure of a worker
     */
    public void workAll(RunFinder found, Function<ServiceContext, List<Worker>> maker) throws InterruptedException {
        Health health = new Health(HEALTH_DEADLINE, System::nanoTime);
        health.ready("run", false, "not found yet");
        try (ProcessMetrics meters = new ProcessMetrics(service, version());
                MetricsServer server = MetricsServer.start(metrics.settings(), meters.registry(), health);
                Bus bus = new KafkaBus(connection.connection())) {
            LOGGER.atInfo().addKeyValue("address", server.address()).log("showing meters");
            Run run = found.find(bus);
            meters.registry().config().commonTags("run", run.getRun());
            ServiceContext context = ServiceContext.of(service, bus, run, meters.registry(), InstantSource.system());
            WorkerGroup group = WorkerGroup.start(maker.apply(context), health);
            health.ready("run", true, "");
            LOGGER.atInfo()
                    .addKeyValue("service", service)
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("settings", run.getSettingsHash().substring(0, 12))
                    .log("working");
            Announcer announcer = Announcer.begin(
                    () -> new KafkaBus(connection.connection()),
                    context.topics(),
                    List.of(context.announcement()),
                    ServiceProcess::instance,
                    context.clock().instant());
            awaitEnd(group);
            announcer.await(ANNOUNCEMENT_DEADLINE);
        }
    }

    /** With the machine, because in containers all have the same process number. */
    private static String instance(String service) {
        return service + "-" + ManagementFactory.getRuntimeMXBean().getName();
    }

    /** Gives the run to work for. */
    @FunctionalInterface
    public interface RunFinder {
        Run find(Bus bus);
    }

    /** Version of this build. */
    public static String version() {
        return ServiceContext.version();
    }

    private static void awaitEnd(WorkerGroup group) throws InterruptedException {
        Thread hook = new Thread(() -> group.stop(STOP_DEADLINE), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        group.awaitFirstEnd();
        Optional<Throwable> failure = group.stop(STOP_DEADLINE);
        removeHook(hook);
        if (failure.isPresent()) {
            Throwable thrown = failure.get();
            throw thrown instanceof RuntimeException expected ? expected : new IllegalStateException(thrown);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOGGER.atDebug().log("the process is ending already");
        }
    }
}
