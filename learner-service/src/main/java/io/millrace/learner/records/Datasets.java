package io.millrace.learner.records;

import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.RecordPiece;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The datasets of a bus, as sources to learn from. */
public final class Datasets {

    private static final Duration POLL = Duration.ofMillis(100);

    private Datasets() {}

    /**
     * The dataset of that name.
     *
     * @throws UserMistake if there is none, or it was deleted; the message lists those there are
     */
    public static Dataset named(Bus bus, String name) {
        Map<String, Dataset> all = all(bus);
        Dataset found = all.get(name);
        if (found == null || found.getDeleted()) {
            throw new UserMistake((found == null ? "There is no dataset \"" : "There is no more dataset \"") + name
                    + "\" here" + (found == null ? "" : ": it was deleted") + ". Datasets there are: "
                    + names(all.values()) + ". Make one with \"millrace dataset create\", or name another.");
        }
        return found;
    }

    /** Its pieces, as a run's registration holds them. */
    static List<RecordPiece> pieces(Bus bus, String name) {
        return named(bus, name).getPieces().stream().map(Datasets::piece).toList();
    }

    private static RecordPiece piece(DatasetPiece piece) {
        return new RecordPiece(
                piece.getRun(),
                piece.getSettingsHash(),
                piece.getLanes(),
                piece.getRounds(),
                piece.getFirstUnrolls(),
                piece.getFrom(),
                piece.getTo());
    }

    private static String names(Collection<Dataset> datasets) {
        String names = datasets.stream()
                .filter(dataset -> !dataset.getDeleted())
                .map(Dataset::getName)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static Map<String, Dataset> all(Bus bus) {
        bus.create(List.of(Topics.DATASETS));
        Map<String, Dataset> datasets = new TreeMap<>();
        long end = bus.ends(Topics.DATASETS).get(0);
        try (EventSource<Dataset> source = bus.reader(Topics.DATASETS, Start.BEGINNING, RecordSources.PASSED_OVER)) {
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
}
