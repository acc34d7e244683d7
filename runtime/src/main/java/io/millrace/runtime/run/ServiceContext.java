package io.millrace.runtime.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
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
        new BusMetrics(service, bus).bindTo(meters);
        Quarantine quarantine = new Quarantine(bus.sink(topics.quarantine(), Delivery.BULK), service, clock, meters);
        topics.all().forEach(topic -> quarantine.expect(topic.name()));
        return new ServiceContext(
                service,
                bus,
                run,
                topics,
                LaterSettings.completed(Settings.parse(run.getSettings(), "the settings of run " + run.getRun())),
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
}
