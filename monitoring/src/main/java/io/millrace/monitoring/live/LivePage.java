package io.millrace.monitoring.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.monitoring.guard.Finding;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.WorkerRunner;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live page of a process: every run of a bus, seen in browsers. It has threads of its own, and what goes wrong in
 * them ends the page alone. Safe for use by several threads.
 */
public final class LivePage implements AutoCloseable {

    private static final long BEAT_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(3);
    private static final int RADIX = 36;

    private final LiveServer server;
    private final List<WorkerRunner> runners = new ArrayList<>();

    private LivePage(LiveServer server) {
        this.server = server;
    }

    /**
     * Shows the runs of a bus from now on.
     *
     * @param bus      used until the page is closed, and not closed with it
     * @param flows    what flows on the arrows of the data path
     * @param findings what is wrong with the runs now; asked twice a second, without waiting
     * @throws SettingsException if the address cannot be listened on, as when a port that was given is in use
     */
    public static LivePage start(
            LiveSettings settings,
            Bus bus,
            FlowSource flows,
            Supplier<List<Finding>> findings,
            MeterRegistry meters,
            InstantSource clock) {
        EventStream stream = new EventStream(Long.toString(clock.millis(), RADIX), LiveServer.VIEWERS);
        URI prometheus = settings.prometheus();
        PrometheusAlerts alerts = prometheus == null ? null : new PrometheusAlerts(prometheus, System::nanoTime);
        LiveFeed feed = new LiveFeed(bus, flows, findings, shown(alerts), stream, meters, clock, System::nanoTime);
        LivePage page = new LivePage(LiveServer.start(settings, stream, feed::snapshot, BEAT_MILLIS));
        // A health of its own: a page that failed is no reason to start the service again.
        Health health = new Health(STOP_DEADLINE, System::nanoTime);
        page.runners.add(WorkerRunner.start(feed, health));
        if (alerts != null) {
            page.runners.add(WorkerRunner.start(alerts, health));
        }
        bind(stream, meters);
        return page;
    }

    private static Supplier<@Nullable ObjectNode> shown(@Nullable PrometheusAlerts alerts) {
        return () -> alerts == null ? null : alerts.shown();
    }

    private static void bind(EventStream stream, MeterRegistry meters) {
        Gauge.builder("millrace.live.viewers", stream, EventStream::viewers)
                .description("Browsers that watch the live page; at most " + LiveServer.VIEWERS)
                .register(meters);
        FunctionCounter.builder("millrace.live.disconnected", stream, EventStream::disconnected)
                .description("Browsers that were disconnected because they read too slowly")
                .register(meters);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    /** What the person who started this should know about the address, if anything. */
    public Optional<String> remark() {
        return server.remark();
    }

    /** Shows the last of what there is, says that this is the end, and closes the port. */
    @Override
    public void close() {
        runners.forEach(runner -> runner.stop(STOP_DEADLINE));
        server.close();
    }
}
