package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.path.Flow;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What watches runs, put together: the workers that read what is told of them, beside whoever computes it. Any thread may
 * ask it; its workers are to be run by whoever made it.
 */
public final class MonitorService {

    /** Length of a window where nobody asks for another. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    /** The same for one run that is watched while it learns, which may be over after a few of the usual ones. */
    public static final Duration SHORT_WINDOW = Duration.ofSeconds(2);

    private final FlowWorker flows;
    private final GuardWorker guard;
    private final List<Worker> workers;

    private MonitorService(FlowWorker flows, GuardWorker guard, Worker... others) {
        this.flows = flows;
        this.guard = guard;
        List<Worker> all = new ArrayList<>(List.of(others));
        all.add(flows);
        all.add(guard);
        this.workers = List.copyOf(all);
    }

    /**
     * For every run of a bus, whose statistics {@link io.millrace.monitoring.streams.StatisticsStreams} computes.
     *
     * @param instance which of the monitors this is, unlike the others
     */
    public static MonitorService ofAllRuns(String instance, Bus bus, MeterRegistry meters, InstantSource clock) {
        bus.create(List.of(Topics.RUNS));
        GaugesWorker gauges = new GaugesWorker(bus, meters, clock, run -> true);
        return new MonitorService(
                new FlowWorker(bus, gauges::shownRuns, meters, System::nanoTime),
                GuardWorker.ofAll(instance, bus, meters, clock),
                gauges);
    }

    /** For one run in the process of its services, whose statistics are computed here as well. */
    public static MonitorService ofOneRun(ServiceContext context, StatisticsSettings settings) {
        String name = context.run().getRun();
        return new MonitorService(
                new FlowWorker(context.bus(), () -> List.of(context.run()), context.meters(), System::nanoTime),
                GuardWorker.of(context),
                new GaugesWorker(context.bus(), context.meters(), context.clock(), run -> run.getRun()
                        .equals(name)),
                new StatisticsWorker(context, settings));
    }

    /** Still to be started. */
    public List<Worker> workers() {
        return workers;
    }

    /** What was seen last on each arrow of the data path. */
    public List<Flow> flows() {
        return flows.flows();
    }

    /** What is wrong now. */
    public List<Finding> findings() {
        return guard.findings();
    }
}
