package io.millrace.runtime.run;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Incident;
import io.millrace.runtime.event.Quarantine;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.settings.Settings;
import io.millrace.schemas.Topics;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a service of a run is given.
 *
 * @param service      its name, such as actor
 * @param bus          where the run's topics are
 * @param run          the run as it is registered
 * @param topics       of that run
 * @param settings     of that run, defaults included
 * @param quarantine   where records go that cannot be used
 * @param meters       where its meters are registered
 * @param clock        tells the time of what is sent
 * @param announcement what it says of itself when it begins
 */
public record ServiceContext(
        String service,
        Bus bus,
        Run run,
        Topics topics,
        Settings settings,
        Rejections quarantine,
        MeterRegistry meters,
        InstantSource clock,
        Announcement announcement) {

    /** The context of a service on a bus; the bus's own meters are registered with it. */
    public static ServiceContext of(String service, Bus bus, Run run, MeterRegistry meters, InstantSource clock) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        Gauge.builder("millrace.broker.waiting", bus, Bus::waitingSeconds)
                .description("Time since the broker last answered, while it owes an answer")
                .baseUnit("seconds")
                .tag("service", service)
                .register(meters);
        Gauge.builder("millrace.sink.unacknowledged", bus, Bus::unacknowledged)
                .description("Messages sent and not yet acknowledged")
                .tag("service", service)
                .register(meters);
        for (Incident kind : Incident.values()) {
            showIncidents(kind, service, bus, meters);
        }
        Quarantine quarantine = new Quarantine(bus.sink(topics.quarantine(), Delivery.BULK), service, clock, meters);
        topics.all().forEach(topic -> quarantine.expect(topic.name()));
        return new ServiceContext(
                service,
                bus,
                run,
                topics,
                Settings.parse(run.getSettings(), "the settings of run " + run.getRun()),
                quarantine,
                meters,
                clock,
                new Announcement(service, version()));
    }

    /** Version of this build. */
    public static String version() {
        return Optional.ofNullable(ServiceContext.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static void showIncidents(Incident kind, String service, Bus bus, MeterRegistry meters) {
        String description =
                switch (kind) {
                    case REBALANCE -> "Times that a group of this service shared its partitions out anew";
                    case RETRY -> "Messages sent once more, because the broker did not take them at once";
                    case SEND_ERROR -> "Messages that could not be delivered";
                    case COMMIT_FAILURE ->
                        "Positions that could not be told to the broker; they are shown and nothing" + " else";
                };
        String name =
                switch (kind) {
                    case REBALANCE -> "rebalances";
                    case RETRY -> "retries";
                    case SEND_ERROR -> "send.errors";
                    case COMMIT_FAILURE -> "commit.failures";
                };
        FunctionCounter.builder("millrace.kafka." + name, bus, counting -> (double) counting.incidents(kind))
                .description(description)
                .tag("service", service)
                .register(meters);
    }
}
