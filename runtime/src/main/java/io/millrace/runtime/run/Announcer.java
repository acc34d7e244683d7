package io.millrace.runtime.run;

import io.millrace.messages.Annotation;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a run's charts that services began their work. It does so beside the work, on a thread and a bus of its own:
 * nobody waits for it, and a start that cannot be told is a line in the log and nothing else.
 */
public final class Announcer {

    private static final Logger LOGGER = LoggerFactory.getLogger(Announcer.class);

    private final Thread thread;

    private Announcer(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins to tell.
     *
     * @param buses     gives the bus that is used, and closed afterwards; asked on the announcer's thread
     * @param topics    of the run
     * @param started   the services that began
     * @param instances names the instance of a service, by the service's name; asked on the announcer's thread
     * @param at        when they began
     */
    public static Announcer begin(
            Supplier<Bus> buses,
            Topics topics,
            List<Announcement> started,
            Function<String, String> instances,
            Instant at) {
        Thread thread = new Thread(
                () -> {
                    try (Bus bus = buses.get()) {
                        tell(bus, topics, started, instances, at);
                    } catch (RuntimeException untold) {
                        LOGGER.atWarn()
                                .addKeyValue("topic", topics.annotations().name())
                                .addKeyValue("reason", untold.getMessage())
                                .log("could not announce that the work began; the run's charts will not show it");
                    }
                },
                "announcer");
        // A process that ends meanwhile does not wait for it longer than it says.
        thread.setDaemon(true);
        thread.start();
        return new Announcer(thread);
    }

    private static void tell(
            Bus bus, Topics topics, List<Announcement> started, Function<String, String> instances, Instant at) {
        EventSink<Annotation> sink = bus.sink(topics.annotations(), Delivery.PROMPT);
        for (Announcement announcement : started) {
            String service = announcement.service();
            sink.send(0, service, announcement.toAnnotation(instances.apply(service), at));
        }
        sink.flush();
    }

    /** Waits until it is told, or cannot be, at most so long. An interrupt ends the waiting and stays set. */
    public void await(Duration longest) {
        try {
            thread.join(Math.max(1, longest.toMillis()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
