package io.millrace.datasets;

import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RunPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Makes datasets from what runs recorded. */
public final class DatasetCreation {

    private final Bus bus;
    private final Watcher watcher;

    /** @param watcher told of unrolls that were read; each is read twice */
    public DatasetCreation(Bus bus, Watcher watcher) {
        this.bus = bus;
        this.watcher = watcher;
    }

    /**
     * Makes a dataset of the whole rounds that lie in a range of each run's record, and notes it.
     *
     * @param runs  in the order in which their records are read
     * @param range the same for every run
     * @throws UserMistake if the name was ever used, a run is not there or records something else than the first, or
     *     the range holds no whole round
     * @throws RecordDefect if the record has a gap or cannot be read
     */
    public Dataset create(String name, String description, List<String> runs, RecordRange range, Instant now) {
        Datasets datasets = new Datasets(bus);
        datasets.requireUnused(name);
        Dataset dataset = describe(name, description, registered(runs), range, now);
        datasets.write(dataset);
        return dataset;
    }

    /** The same, which is noted nowhere. */
    public Dataset describe(String name, String description, List<Run> runs, RecordRange range, Instant now) {
        List<DatasetPiece> pieces = new ArrayList<>();
        Map<String, String> settings = new TreeMap<>();
        Tally tally = new Tally();
        for (Run run : runs) {
            requireAlike(runs.get(0), run);
            DatasetPiece rounds = RecordIndex.pieceOf(bus, run, range, watcher);
            pieces.add(Surveyor.survey(bus, rounds, tally, watcher));
            settings.put(run.getRun(), run.getSettings());
        }
        Tally.Counts counts = tally.counts();
        return Dataset.newBuilder()
                .setName(name)
                .setDescription(description)
                .setPieces(pieces)
                .setSettings(settings)
                .setEnvironment(runs.get(0).getEnvironment())
                .setEnvironmentVersion(runs.get(0).getEnvironmentVersion())
                .setUnrolls(counts.unrolls())
                .setSteps(counts.steps())
                .setEpisodes(counts.episodes())
                .setMeanReturn(counts.meanReturn())
                .setSha256(counts.sha256())
                .setDeleted(false)
                .setCreatedAt(now)
                .build();
    }

    /**
     * The runs of these names, each once.
     *
     * @throws UserMistake if one is not there, or named twice
     */
    public List<Run> registered(List<String> names) {
        Map<String, Run> there = new TreeMap<>();
        new RunRegistry(bus).all().forEach(run -> there.put(run.getRun(), run));
        List<Run> runs = new ArrayList<>();
        for (String name : names) {
            Run run = there.get(name);
            if (run == null) {
                throw new UserMistake("There is no run \"" + name + "\" on this log. Runs there are: "
                        + (there.isEmpty() ? "none" : String.join(", ", there.keySet())) + ".");
            }
            if (runs.contains(run)) {
                throw new UserMistake("Run \"" + name + "\" is named twice. Name each once.");
            }
            runs.add(run);
        }
        return runs;
    }

    private static void requireAlike(Run first, Run other) {
        List<String> differences = new ArrayList<>();
        compare(differences, "environment", first.getEnvironment(), other.getEnvironment());
        compare(
                differences,
                "version of the environment",
                first.getEnvironmentVersion(),
                other.getEnvironmentVersion());
        compare(differences, "size of an observation", first.getObservationSize(), other.getObservationSize());
        compare(
                differences,
                "space of actions",
                RunPolicy.actionSpace(first.getActionSpace()),
                RunPolicy.actionSpace(other.getActionSpace()));
        if (!differences.isEmpty()) {
            throw new UserMistake("Runs \"" + first.getRun() + "\" and \"" + other.getRun()
                    + "\" cannot be one dataset: " + String.join("; ", differences)
                    + ". Make a dataset of each.");
        }
    }

    private static void compare(List<String> differences, String what, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            differences.add("the " + what + " is " + first + " in the one and " + other + " in the other");
        }
    }
}
