package io.millrace.app.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.monitoring.FlowWorker;
import io.millrace.monitoring.GuardWorker;
import io.millrace.monitoring.MonitorService;
import io.millrace.monitoring.guard.RunGuard;
import io.millrace.monitoring.live.LivePage;
import io.millrace.monitoring.live.LiveSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Worker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What watches a local run from inside its process: its statistics, its data path, its guard, and the live page. */
final class LocalMonitor implements AutoCloseable {

    private final List<Worker> workers = new ArrayList<>();
    private final @Nullable LivePage page;

    /**
     * Shows the live page from now on, if there is to be one.
     *
     * @param bus     all of them share it; not closed with them
     * @param live    where the page is to be; null for nowhere
     * @param remarks told where it is
     */
    LocalMonitor(
            Bus bus,
            Run run,
            MeterRegistry meters,
            InstantSource clock,
            @Nullable LiveSettings live,
            Consumer<String> remarks) {
        FlowWorker flows = new FlowWorker(bus, () -> List.of(run), meters, System::nanoTime);
        GuardWorker guard = GuardWorker.of(ServiceContext.of(RunGuard.NAME, bus, run, meters, clock));
        workers.addAll(MonitorService.ofOneRun(ServiceContext.of("monitor", bus, run, meters, clock)));
        workers.add(guard);
        workers.add(flows);
        page = live == null ? null : LivePage.start(live, bus, flows::flows, guard::findings, meters, clock);
        if (page != null) {
            page.remark().ifPresent(remarks);
            remarks.accept("Live page on " + page.address());
        }
    }

    /** To be run beside those of the run; still to be started. */
    List<Worker> workers() {
        return workers;
    }

    /** Closes the live page. */
    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }
}
