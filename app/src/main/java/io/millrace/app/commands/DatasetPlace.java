package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where datasets are: on a cluster, or in the logs of local runs. A dataset lies with the runs that it is of; a file in
 * {@code runs/RUN/datasets} of its name says that it is there, so that not every log has to be opened to find it.
 */
final class DatasetPlace {

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Whether datasets are on a cluster. */
    boolean onCluster() {
        return connection.given();
    }

    /** The folder of a local run, whether or not it is there. */
    RunFolder folder(String run) {
        return new RunFolder(data, run);
    }

    ConnectionOptions connection() {
        return connection;
    }

    /** Does something on the log that holds all these runs. */
    <T> T withRuns(List<String> runs, Function<Bus, T> work) {
        RunFolder first = folder(runs.get(0));
        if (!onCluster()) {
            for (String run : runs) {
                var unused = folder(run).settings();
                if (!folder(run).brokerData().equals(first.brokerData())) {
                    throw new UserMistake(
                            "Runs \"" + runs.get(0) + "\" and \"" + run + "\" have logs of their own, in "
                                    + first.brokerData() + " and " + folder(run).brokerData()
                                    + ", and a dataset lies on one log. Make a dataset of each, or record both on one cluster.");
                }
            }
        }
        return BusAccess.withBusOf(first, connection, work);
    }

    /** Does something on the log that holds a dataset. */
    <T> T withDataset(String name, Function<Bus, T> work) {
        if (onCluster()) {
            return withCluster(work);
        }
        RunFolder keeper = keeper(name)
                .orElseThrow(() -> new UserMistake("There is no dataset \"" + name + "\" of a run in " + data
                        + ". Datasets there are: " + (names().isEmpty() ? "none" : String.join(", ", names()))
                        + ". Make one with \"millrace dataset create NAME RUN\"."));
        return BusAccess.withBusOf(keeper, connection, work);
    }

    <T> T withCluster(Function<Bus, T> work) {
        try (Bus bus = new KafkaBus(connection.connection())) {
            return work.apply(bus);
        }
    }

    /**
     * Refuses a name that is or was that of a dataset on the log of other runs: on their own it is looked up there.
     *
     * @throws UserMistake if so
     */
    void requireUnusedBeside(String run, String dataset) {
        if (onCluster()) {
            return;
        }
        keeper(dataset)
                .filter(keeper -> !keeper.brokerData().equals(folder(run).brokerData()))
                .ifPresent(keeper -> {
                    throw new UserMistake("The name \"" + dataset + "\" is or was that of a dataset of run \""
                            + keeper.run() + "\". A dataset does not change and its name comes to mean nothing else."
                            + " Choose another name.");
                });
    }

    /** The local run with whose log a dataset lies. */
    Optional<RunFolder> keeper(String dataset) {
        return keepers().stream()
                .filter(folder -> Files.exists(marks(folder).resolve(dataset)))
                .findFirst();
    }

    /** Local runs with whose logs datasets lie. */
    List<RunFolder> keepers() {
        return RunFolder.all(data).stream()
                .filter(folder -> Files.isDirectory(marks(folder)))
                .toList();
    }

    /** Notes that a dataset lies with a run. */
    void mark(String run, String dataset) {
        if (onCluster()) {
            return;
        }
        Path marks = marks(folder(run).keeper());
        try {
            Files.createDirectories(marks);
            Files.writeString(marks.resolve(dataset), "");
        } catch (IOException unwritable) {
            throw new UserMistake(marks + " cannot be written: " + unwritable.getMessage() + ".", unwritable);
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (RunFolder folder : keepers()) {
            try (Stream<Path> marks = Files.list(marks(folder))) {
                marks.forEach(mark -> names.add(String.valueOf(mark.getFileName())));
            } catch (IOException unreadable) {
                throw new UserMistake(
                        marks(folder) + " cannot be listed: " + unreadable.getMessage() + ".", unreadable);
            }
        }
        return names;
    }

    private static Path marks(RunFolder folder) {
        return folder.datasets();
    }
}
