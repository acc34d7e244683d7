package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What watches runs, put together: the workers that read what is told of them, beside whoever computes it. */
public final class MonitorService {

    /** Length of a window where nobody asks for another. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private MonitorService() {}

    /** For every run of a bus, whose statistics {@link io.millrace.monitoring.streams.StatisticsStreams} computes. */
    public static List<Worker> ofAllRuns(Bus bus, MeterRegistry meters, InstantSource clock) {
        bus.create(List.of(Topics.RUNS));
        return List.of(new GaugesWorker(bus, meters, clock, run -> true));
    }

    /** For one run in the process of its services, whose statistics are computed here as well. */
    public static List<Worker> ofOneRun(ServiceContext context, StatisticsSettings settings) {
        String name = context.run().getRun();
        return List.of(
                new GaugesWorker(context.bus(), context.meters(), context.clock(), run -> run.getRun()
                        .equals(name)),
                new StatisticsWorker(context, settings));
    }
}
