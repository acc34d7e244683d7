package io.millrace.runtime.run;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Incident;

/** The meters of a service's way to the bus. One without a broker shows zeros, so that no panel is empty. */
public final class BusMetrics implements MeterBinder {

    private final String service;
    private final Bus bus;

    /** @param service whose way it is */
    public BusMetrics(String service, Bus bus) {
        this.service = service;
        this.bus = bus;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("millrace.broker.waiting", bus, Bus::waitingSeconds)
                .description("Time since the broker last answered, while it owes an answer")
                .baseUnit("seconds")
                .tag("service", service)
                .register(meters);
        Gauge.builder("millrace.sink.unacknowledged", bus, Bus::unacknowledged)
                .description("Messages sent and not yet acknowledged")
                .tag("service", service)
                .register(meters);
        count(
                Incident.REBALANCE,
                "rebalances",
                "Times that a group of this service shared its partitions out anew",
                meters);
        count(
                Incident.RETRY,
                "retries",
                "Messages sent once more, because the broker did not take them at once",
                meters);
        count(Incident.SEND_ERROR, "send.errors", "Messages that could not be delivered", meters);
        count(
                Incident.COMMIT_FAILURE,
                "commit.failures",
                "Positions that could not be told to the broker; they are shown and nothing else",
                meters);
    }

    private void count(Incident kind, String name, String description, MeterRegistry meters) {
        FunctionCounter.builder("millrace.kafka." + name, bus, counting -> (double) counting.incidents(kind))
                .description(description)
                .tag("service", service)
                .register(meters);
    }
}
