package io.millrace.monitoring.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.path.Flow;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Quarantine;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the page shows from the topics of the newest runs, and publishes what changed twice a second. A bus that
 * is away is waited for: the page says so meanwhile. {@link #snapshot} may be called by any thread.
 */
final class LiveFeed implements Worker {

    /** Runs shown side by side: the newest ones. */
    static final int RUNS = 8;

    /** Newest records of a topic that are read where more were kept. */
    private static final long FROM_END = 20_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration ROUND = Duration.ofMillis(100);
    private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A round that reads this much is behind, and the next one does not wait. */
    private static final int BEHIND = 400;

    private static final Rejections LOGGED = (topic, partition, offset, key, value, reason) -> LOGGER.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("offset", offset)
            .addKeyValue("reason", reason)
            .log("passed over a record that is no run");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bus bus;
    private final FlowSource flows;
    private final Supplier<List<Finding>> findings;
    private final Supplier<@Nullable ObjectNode> alerts;
    private final EventStream stream;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<String, Watched> watched = new TreeMap<>();
    private final List<String> gone = new ArrayList<>();
    private @Nullable EventSource<Run> runs;
    private @Nullable String trouble;
    private @Nullable JsonNode lastSurroundings;
    private boolean behind;
    private long publishAt;
    private long openAt;

    /**
     * @param findings what is wrong with the runs now; asked twice a second
     * @param alerts   what a Prometheus says; null where none is asked
     * @param stream   where changes go
     * @param nanos    tells passing time, as {@link System#nanoTime} does
     */
    LiveFeed(
            Bus bus,
            FlowSource flows,
            Supplier<List<Finding>> findings,
            Supplier<@Nullable ObjectNode> alerts,
            EventStream stream,
            MeterRegistry meters,
            InstantSource clock,
            LongSupplier nanos) {
        this.bus = bus;
        this.flows = flows;
        this.findings = findings;
        this.alerts = alerts;
        this.stream = stream;
        this.meters = meters;
        this.clock = clock;
        this.nanos = nanos;
        this.publishAt = nanos.getAsLong();
        this.openAt = publishAt;
    }

    @Override
    public String name() {
        return "live";
    }

    @Override
    public int runOnce() {
        int read = read();
        if (nanos.getAsLong() - publishAt >= 0) {
            publishAt = nanos.getAsLong() + PUBLISH_NANOS;
            publish();
        }
        return read;
    }

    /** Reads what there is, and waits a little if that was not much. Returns the number of records. */
    int read() {
        if (runs == null && nanos.getAsLong() - openAt < 0) {
            return pause();
        }
        try {
            EventSource<Run> registry = registry();
            List<Event<Run>> registered = registry.poll(behind ? Duration.ZERO : ROUND);
            synchronized (this) {
                registered.forEach(event -> watch(event.value()));
                int read = registered.size();
                for (Watched run : watched.values()) {
                    read += run.read();
                }
                behind = read >= BEHIND;
                trouble = null;
                return read;
            }
        } catch (BusException away) {
            loseBus(away);
            return 0;
        }
    }

    private EventSource<Run> registry() {
        EventSource<Run> there = runs;
        if (there == null) {
            bus.create(List.of(Topics.RUNS));
            there = bus.reader(Topics.RUNS, Start.BEGINNING, LOGGED);
            runs = there;
        }
        return there;
    }

    /** What was read stays on the page; it is all read again once the bus is back. */
    private synchronized void loseBus(BusException away) {
        LOGGER.atWarn().addKeyValue("reason", away.getMessage()).log("the live page lost its bus");
        trouble = "The service cannot read the topics: " + away.getMessage();
        closeSources();
        openAt = nanos.getAsLong() + RETRY_NANOS;
    }

    private static int pause() {
        try {
            Thread.sleep(ROUND.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void watch(Run run) {
        if (watched.containsKey(run.getRun())) {
            return;
        }
        if (watched.size() == RUNS && !run.getRegisteredAt().isAfter(oldest().registeredAt())) {
            return;
        }
        try {
            watched.put(run.getRun(), new Watched(run));
        } catch (TopicMismatchException foreign) {
            LOGGER.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("reason", foreign.getMessage())
                    .log("left a run out of the live page");
            return;
        }
        if (watched.size() > RUNS) {
            String oldest = oldest().picture.run().getRun();
            Watched left = watched.remove(oldest);
            left.close();
            gone.add(oldest);
        }
    }

    private Watched oldest() {
        return watched.values().stream()
                .min(Comparator.comparing(Watched::registeredAt))
                .orElseThrow();
    }

    /** Sends what changed since the last time to every viewer. */
    synchronized void publish() {
        ObjectNode change = JSON.createObjectNode();
        ArrayNode runs = JSON.createArrayNode();
        for (Watched run : watched.values()) {
            ObjectNode changes = run.picture.changes();
            if (changes != null) {
                runs.add(changes);
            }
        }
        if (!runs.isEmpty()) {
            change.set("runs", runs);
        }
        if (!gone.isEmpty()) {
            gone.forEach(change.putArray("gone")::add);
            gone.clear();
        }
        ObjectNode surroundings = surroundings();
        if (!surroundings.equals(lastSurroundings)) {
            change.setAll(surroundings);
            lastSurroundings = surroundings;
        }
        if (!change.isEmpty()) {
            stream.publish("change", change.put("now", clock.millis()).toString());
        }
    }

    /** Everything the page shows, as JSON. */
    synchronized String snapshot() {
        ObjectNode all = JSON.createObjectNode();
        ArrayNode runs = all.putArray("runs");
        watched.values().forEach(run -> runs.add(run.picture.all()));
        all.setAll(surroundings());
        return all.put("now", clock.millis()).toString();
    }

    private ObjectNode surroundings() {
        ObjectNode around = JSON.createObjectNode();
        around.put("trouble", trouble);
        ArrayNode arrows = around.putArray("flows");
        flows.flows().stream().filter(flow -> watched.containsKey(flow.run())).forEach(flow -> put(arrows, flow));
        ArrayNode found = around.putArray("findings");
        findings.get().stream()
                .filter(finding -> watched.containsKey(finding.run()))
                .forEach(finding -> found.addObject()
                        .put("run", finding.run())
                        .put("rule", finding.rule())
                        .put("text", finding.text())
                        .put("version", finding.version())
                        .put("since", finding.since().toEpochMilli()));
        around.set("alerts", alerts.get());
        return around;
    }

    private static void put(ArrayNode arrows, Flow flow) {
        ObjectNode arrow = arrows.addObject()
                .put("run", flow.run())
                .put("topic", flow.topic())
                .put("reader", flow.reader())
                .put("records", flow.records())
                .put("rate", (float) flow.recordsPerSecond());
        if (flow.lagRecords() >= 0) {
            arrow.put("lagRecords", flow.lagRecords());
        }
        if (Double.isFinite(flow.lagSeconds())) {
            arrow.put("lagSeconds", Math.round(flow.lagSeconds() * 10) / 10f);
        }
    }

    /** Reads a last time, so that the page ends with what was there. */
    @Override
    public void close() {
        if (runs != null) {
            var unused = read();
            publish();
        }
        closeSources();
    }

    private synchronized void closeSources() {
        if (runs != null) {
            runs.close();
            runs = null;
        }
        watched.values().forEach(Watched::close);
    }

    /** A run and the topics that tell of it. */
    private final class Watched {

        private final RunPicture picture;
        private final List<Reading<?>> readings = new ArrayList<>();

        Watched(Run run) {
            picture = new RunPicture(run);
            Topics topics = new Topics(run.getRun(), run.getPartitions());
            // A run of an earlier release may lack a topic.
            bus.create(topics.all());
            Rejections quarantine = new Quarantine(bus.sink(topics.quarantine(), Delivery.BULK), "live", clock, meters);
            readings.add(
                    new Reading<>(topics.statistics(), quarantine, window -> picture.take(window, clock.instant())));
            readings.add(new Reading<>(topics.updates(), quarantine, update -> picture.take(update, clock.instant())));
            readings.add(new Reading<>(topics.progress(), quarantine, picture::take));
            readings.add(new Reading<>(topics.annotations(), quarantine, picture::take));
        }

        Instant registeredAt() {
            return picture.run().getRegisteredAt();
        }

        int read() {
            return readings.stream().mapToInt(Reading::read).sum();
        }

        void close() {
            readings.forEach(Reading::close);
        }
    }

    /** One topic of one partition, read from its newest records on, and after a loss from where it was. */
    private final class Reading<V extends SpecificRecordBase> {

        private final Topic<V> topic;
        private final Rejections quarantine;
        private final Consumer<V> taker;
        private @Nullable EventSource<V> source;
        private long next;

        Reading(Topic<V> topic, Rejections quarantine, Consumer<V> taker) {
            this.topic = topic;
            this.quarantine = quarantine;
            this.taker = taker;
            this.next = Math.max(0, bus.ends(topic).get(0) - FROM_END);
        }

        int read() {
            EventSource<V> there = source;
            if (there == null) {
                there = bus.reader(topic, List.of(next), quarantine);
                source = there;
            }
            List<Event<V>> events = there.poll(Duration.ZERO);
            for (Event<V> event : events) {
                taker.accept(event.value());
                next = event.offset() + 1;
            }
            return events.size();
        }

        void close() {
            if (source != null) {
                source.close();
                source = null;
            }
        }
    }
}
