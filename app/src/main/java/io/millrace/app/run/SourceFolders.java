package io.millrace.app.run;

import io.millrace.learner.records.SourceName;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** In which folder the records lie that a local run learns from. Its embedded broker is the one that has them. */
public final class SourceFolders {

    private final Path data;

    /** @param data folder of all runs */
    public SourceFolders(Path data) {
        this.data = data;
    }

    /**
     * The run in whose folder all of them are.
     *
     * @param sources at least one
     * @throws UserMistake if there is no such run, it has no log here, or they lie in several folders; the message says
     *     what to do
     */
    public RunFolder keeper(List<SourceName> sources) {
        Map<String, RunFolder> keepers = new LinkedHashMap<>();
        List<String> where = new ArrayList<>();
        for (SourceName source : sources) {
            Optional<String> run = source.isRun() ? Optional.of(source.name()) : keeperOfDataset(source);
            if (run.isPresent()) {
                RunFolder keeper = keeperOf(run.get());
                keepers.put(keeper.run(), keeper);
                where.add(source + " in " + keeper.path());
            }
        }
        if (keepers.size() > 1) {
            throw new UserMistake("What is to be learned from lies in several folders: " + String.join(", ", where)
                    + ". Each has a broker of its own, and a run learns from one. Let the runs record on one broker or"
                    + " cluster, named with --bootstrap-servers, and learn there.");
        }
        return keepers.isEmpty()
                ? onlyOne(sources)
                : keepers.values().iterator().next();
    }

    /** The run that is named with a dataset, or on whose log it was made here. */
    private Optional<String> keeperOfDataset(SourceName dataset) {
        return dataset.keeper().or(() -> RunFolder.all(data).stream()
                .filter(folder -> Files.exists(folder.datasets().resolve(dataset.name())))
                .map(RunFolder::run)
                .findFirst());
    }

    private RunFolder keeperOf(String run) {
        RunFolder source = new RunFolder(data, run);
        var unused = source.settings();
        if (!Files.isDirectory(source.brokerData())) {
            throw new UserMistake("Run \"" + source.run() + "\" has no log in " + source.path() + ": it ran "
                    + source.bus()
                            .filter(there -> !there.equals("memory"))
                            .map(there -> "on " + there + ". Name the cluster with --bootstrap-servers.")
                            .orElse("in memory, where nothing is recorded. Run it again without --bus memory."));
        }
        return source.keeper();
    }

    private RunFolder onlyOne(List<SourceName> datasets) {
        List<RunFolder> withLogs = RunFolder.all(data).stream()
                .filter(folder -> folder.keeper().run().equals(folder.run()))
                .filter(folder -> Files.isDirectory(folder.brokerData()))
                .toList();
        if (withLogs.size() == 1) {
            return withLogs.get(0);
        }
        throw new UserMistake(datasets.get(0) + " lies in the folder of a run, but of which one? Write it as "
                + datasets.get(0) + "@RUN, or name a cluster with --bootstrap-servers. Runs with a log in " + data
                + " are: "
                + (withLogs.isEmpty()
                        ? "none"
                        : withLogs.stream().map(RunFolder::run).collect(Collectors.joining(", ")))
                + ".");
    }
}
