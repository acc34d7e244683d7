package io.millrace.runtime.run;

import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of a bus. A run's topics exist before its record does. */
public final class RunRegistry {

    private static final Logger LOGGER = LoggerFactory.getLogger(RunRegistry.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Rejections LOGGED = (topic, partition, offset, key, value, reason) -> LOGGER.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("offset", offset)
            .addKeyValue("reason", reason)
            .log("passed over a record that is no run");

    private final Bus bus;

    /** @param bus the topic of runs is made on it if it is missing */
    public RunRegistry(Bus bus) {
        this.bus = bus;
        bus.create(List.of(Topics.RUNS));
    }

    /**
     * Registers a run and makes its topics; does nothing if it is registered with the same settings, or was before
     * there were some of them.
     *
     * @return the run as it is registered
     * @throws UserMistake if the name is taken by a run with other settings; the message names those that differ
     */
    public Run register(Run run) {
        return register(run, UnaryOperator.identity());
    }

    /**
     * The same for a run of which something is settled when it is registered for the first time, and stays so.
     *
     * @param settling completes the run before it is registered; not asked if it is registered already
     */
    public Run register(Run given, UnaryOperator<Run> settling) {
        Optional<Run> there = find(given.getRun());
        if (there.isPresent()) {
            requireSameSettings(given, there.get());
            createTopics(there.get());
            return there.get();
        }
        Run run = settling.apply(given);
        createTopics(run);
        EventSink<Run> sink = bus.sink(Topics.RUNS, Delivery.PROMPT);
        sink.send(0, run.getRun(), run);
        sink.flush();
        return run;
    }

    /**
     * The run of that name, waited for.
     *
     * @throws UserMistake if nobody registers it within the deadline; the message lists the runs there are
     */
    public Run await(String name, Duration deadline) {
        Map<String, Run> runs = new TreeMap<>();
        long end = System.nanoTime() + deadline.toNanos();
        try (EventSource<Run> source = bus.reader(Topics.RUNS, Start.BEGINNING, LOGGED)) {
            while (System.nanoTime() < end && !runs.containsKey(name)) {
                poll(source).forEach(event -> runs.put(event.key(), event.value()));
            }
        }
        Run found = runs.get(name);
        if (found == null) {
            throw new UserMistake(
                    "There is no run \"" + name + "\" (waited " + deadline.toSeconds() + " s). Runs there are: "
                            + (runs.isEmpty() ? "none" : String.join(", ", runs.keySet()))
                            + ". Register one with \"millrace env FILE\", or check the name.");
        }
        return found;
    }

    /** Every run, by name. */
    public Collection<Run> all() {
        Map<String, Run> runs = new TreeMap<>();
        long end = bus.ends(Topics.RUNS).get(0);
        try (EventSource<Run> source = bus.reader(Topics.RUNS, Start.BEGINNING, LOGGED)) {
            while (source.position(0) < end) {
                for (Event<Run> event : poll(source)) {
                    runs.put(event.key(), event.value());
                }
            }
        }
        return runs.values();
    }

    private Optional<Run> find(String name) {
        return all().stream().filter(run -> run.getRun().equals(name)).findFirst();
    }

    /** An interrupted source returns at once, again and again: whoever waits in a loop has to stop. */
    private static List<Event<Run>> poll(EventSource<Run> source) {
        List<Event<Run>> events = source.poll(POLL);
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while reading the runs.");
        }
        return events;
    }

    private void createTopics(Run run) {
        bus.create(new Topics(run.getRun(), run.getPartitions()).keeping(TopicSettings.retentionOf(run)));
    }

    private static void requireSameSettings(Run wanted, Run there) {
        if (wanted.getSettingsHash().equals(there.getSettingsHash())
                || LaterSettings.same(there.getSettings(), wanted.getSettings())) {
            return;
        }
        List<String> differences =
                new ArrayList<>(SettingsDifference.between(there.getSettings(), wanted.getSettings()));
        throw new UserMistake(
                "Run \"" + wanted.getRun() + "\" exists with other settings: "
                        + String.join("; ", differences)
                        + ". Its log was recorded under those. Choose another name with --set run=NAME, or take the settings back.");
    }
}
