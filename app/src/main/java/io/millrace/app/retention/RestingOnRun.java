package io.millrace.app.retention;

import io.millrace.learner.LogNeed;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Progress;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/** Finds what needs the transitions of a run: its learner, datasets, and runs that learn from its record. */
final class RestingOnRun {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Bus bus;
    private final Run run;

    RestingOnRun(Bus bus, Run run) {
        this.bus = bus;
        this.run = run;
    }

    /** @param saved the checkpoint of the run's learner, where it is known */
    List<Resting> all(Optional<Checkpoint> saved) {
        List<Resting> resting = new ArrayList<>();
        if (run.getSource() == null && run.getSources() == null) {
            LogNeed.ofRun(bus, run, saved)
                    .ifPresent(need -> resting.add(new Resting(
                            "the run's learner, from version " + need.version() + " on", need.from(), true)));
        }
        resting.addAll(learners());
        resting.addAll(datasets());
        return resting;
    }

    private List<Resting> datasets() {
        bus.create(List.of(Topics.DATASETS));
        Map<String, Dataset> named = new TreeMap<>();
        newest(Topics.DATASETS).values().forEach(dataset -> named.put(dataset.getName(), dataset));
        List<Resting> resting = new ArrayList<>();
        for (Dataset dataset : named.values()) {
            List<List<Long>> pieces = dataset.getPieces().stream()
                    .filter(piece -> piece.getRun().equals(run.getRun())
                            && piece.getSettingsHash().equals(run.getSettingsHash()))
                    .map(DatasetPiece::getFrom)
                    .toList();
            if (!dataset.getDeleted() && !pieces.isEmpty()) {
                resting.add(new Resting("dataset " + dataset.getName(), oldest(pieces), false));
            }
        }
        return resting;
    }

    private List<Resting> learners() {
        List<Resting> resting = new ArrayList<>();
        for (Run other : new RunRegistry(bus).all()) {
            List<List<Long>> pieces = new ArrayList<>();
            if (run.getRun().equals(other.getSource())) {
                pieces.add(Collections.nCopies(run.getPartitions(), 0L));
            }
            if (other.getSources() != null) {
                other.getSources().stream()
                        .filter(piece -> piece.getRun().equals(run.getRun()))
                        .map(RecordPiece::getFrom)
                        .forEach(pieces::add);
            }
            if (!pieces.isEmpty() && !finished(other)) {
                resting.add(new Resting("run " + other.getRun() + ", which learns from it", oldest(pieces), false));
            }
        }
        return resting;
    }

    private boolean finished(Run other) {
        return newest(new Topics(other.getRun(), other.getPartitions()).progress()).values().stream()
                .anyMatch(Progress::getFinished);
    }

    private List<Long> oldest(List<List<Long>> pieces) {
        List<Long> oldest = new ArrayList<>(Collections.nCopies(run.getPartitions(), Long.MAX_VALUE));
        for (List<Long> from : pieces) {
            for (int partition = 0; partition < oldest.size(); partition++) {
                oldest.set(partition, Math.min(oldest.get(partition), from.get(partition)));
            }
        }
        return oldest;
    }

    /** The newest of each key. What cannot be read, its readers put into quarantine. */
    private <V extends SpecificRecordBase> Map<String, V> newest(Topic<V> topic) {
        Map<String, V> newest = new HashMap<>();
        long end = bus.ends(topic).get(0);
        try (EventSource<V> source =
                bus.reader(topic, Start.BEGINNING, (name, partition, offset, key, value, reason) -> {})) {
            while (source.position(0) < end) {
                for (Event<V> event : source.poll(POLL)) {
                    newest.put(event.key(), event.value());
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading " + topic.name() + ".");
                }
            }
        }
        return newest;
    }
}
