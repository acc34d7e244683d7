package io.millrace.datasets;

import io.millrace.messages.Dataset;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The datasets of a bus. A name is used once: a deleted one keeps it. */
public final class Datasets {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Bus bus;

    /** @param bus the topic of datasets is made on it if it is missing */
    public Datasets(Bus bus) {
        this.bus = bus;
        bus.create(List.of(Topics.DATASETS));
    }

    /** Every dataset that was not deleted, by name. */
    public List<Dataset> all() {
        return ever().values().stream().filter(dataset -> !dataset.getDeleted()).toList();
    }

    /** The dataset of that name; nothing where there is none or it was deleted. */
    public Optional<Dataset> find(String name) {
        return Optional.ofNullable(ever().get(name)).filter(dataset -> !dataset.getDeleted());
    }

    /**
     * The dataset of that name.
     *
     * @throws UserMistake if there is none; the message lists those there are
     */
    public Dataset require(String name) {
        Map<String, Dataset> ever = ever();
        Dataset found = ever.get(name);
        if (found == null || found.getDeleted()) {
            List<String> names = ever.values().stream()
                    .filter(dataset -> !dataset.getDeleted())
                    .map(Dataset::getName)
                    .toList();
            throw new UserMistake("There is no dataset \"" + name + "\" here"
                    + (found == null ? "" : ": it was deleted") + ". Datasets there are: "
                    + (names.isEmpty() ? "none" : String.join(", ", names))
                    + ". Make one with \"millrace dataset create NAME RUN\".");
        }
        return found;
    }

    /**
     * Refuses a name that is or was in use, or cannot be one.
     *
     * @throws UserMistake if so
     */
    public void requireUnused(String name) {
        if (!Topics.RUN_NAME.matcher(name).matches()) {
            throw new UserMistake("\"" + name + "\" cannot name a dataset. Use at most 63 small letters, digits and"
                    + " hyphens, a letter or digit first.");
        }
        Dataset there = ever().get(name);
        if (there != null) {
            throw new UserMistake("The name \"" + name + "\" " + (there.getDeleted() ? "was" : "is")
                    + " that of a dataset of " + there.getCreatedAt()
                    + (there.getDeleted() ? ", which was deleted" : "")
                    + ". A dataset does not change and its name comes to mean nothing else. Choose another name.");
        }
    }

    /** Notes a dataset, whose name has to be unused, or that it was deleted. */
    void write(Dataset dataset) {
        EventSink<Dataset> sink = bus.sink(Topics.DATASETS, Delivery.PROMPT);
        sink.send(0, dataset.getName(), dataset);
        sink.flush();
    }

    /**
     * Deletes a dataset: the name and when it was made stay. Nothing that runs recorded is deleted.
     *
     * @throws UserMistake if there is none of that name
     */
    public void delete(String name) {
        write(Dataset.newBuilder(require(name))
                .setPieces(List.of())
                .setSettings(Map.of())
                .setDeleted(true)
                .build());
    }

    private Map<String, Dataset> ever() {
        Map<String, Dataset> datasets = new TreeMap<>();
        long end = bus.ends(Topics.DATASETS).get(0);
        try (EventSource<Dataset> source = bus.reader(Topics.DATASETS, Start.BEGINNING, Datasets::refuse)) {
            while (source.position(0) < end) {
                for (Event<Dataset> event : source.poll(POLL)) {
                    datasets.put(event.key(), event.value());
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the datasets.");
                }
            }
        }
        return datasets;
    }

    private static void refuse(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        throw new UserMistake("The record at offset " + offset + " of " + topic + " cannot be read: " + reason);
    }
}
