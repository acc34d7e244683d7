package io.millrace.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.monitoring.path.Flow;
import io.millrace.monitoring.path.PathWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The meters of one run's data path. They show what the watch saw last, until this is closed. */
final class FlowMetrics implements AutoCloseable {

    /** Topics whose readers tell how far they are. */
    private static final Set<String> TOLD = Set.of("observations", "actions", "transitions");

    private final PathWatch watch;
    private final MeterRegistry meters;
    private final List<Meter> registered = new ArrayList<>();

    /** Registers the meters of every flow of the watch. */
    FlowMetrics(PathWatch watch, MeterRegistry meters) {
        this.watch = watch;
        this.meters = meters;
        List<Flow> flows = watch.flows();
        for (int place = 0; place < flows.size(); place++) {
            show(place, flows.get(place));
        }
    }

    @Override
    public void close() {
        registered.forEach(meters::remove);
    }

    private void show(int place, Flow flow) {
        Tags topic = Tags.of("run", flow.run(), "topic", flow.topic());
        register(gauge("topic.records.per.second", place, Flow::recordsPerSecond)
                .description("Records sent to a topic, over the last few seconds")
                .tags(topic));
        if (!TOLD.contains(flow.topic())) {
            return;
        }
        Tags read = topic.and("reader", flow.reader());
        register(gauge("lag.records", place, seen -> seen.lagRecords() < 0 ? Double.NaN : (double) seen.lagRecords())
                .description("Records sent to a topic that its reader has not read; not a number while it told nothing")
                .tags(read));
        register(gauge("lag.seconds", place, Flow::lagSeconds)
                .description("Age of the oldest record of a topic that its reader has not read; not a number while it"
                        + " told nothing")
                .tags(read));
    }

    private Gauge.Builder<PathWatch> gauge(String name, int place, ToDoubleFunction<Flow> value) {
        return Gauge.builder(
                "millrace." + name,
                watch,
                seen -> value.applyAsDouble(seen.flows().get(place)));
    }

    private void register(Gauge.Builder<PathWatch> gauge) {
        registered.add(gauge.register(meters));
    }
}
