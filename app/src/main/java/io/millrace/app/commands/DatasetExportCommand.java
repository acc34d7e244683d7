package io.millrace.app.commands;

import io.millrace.datasets.DatasetCreation;
import io.millrace.datasets.Datasets;
import io.millrace.datasets.RecordRange;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Export;
import io.millrace.datasets.exchange.Export.Outcome;
import io.millrace.datasets.minari.MinariExport;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowShape;
import io.millrace.messages.Dataset;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset export NAME --to FOLDER}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a dataset, or the whole record of a run, to files with one row for each step.",
            "Into a folder go files of --most-rows-per-file rows and a manifest.json with counts and hashes; where that"
                    + " was stopped, the same command goes on behind the last whole file. A name that ends in .parquet"
                    + " or .avro is one file, whole or not at all.",
            "The format minari makes a folder that Minari reads, with a Parquet file for each episode; whole or not at all."
        },
        footer = {
            "",
            "Examples:",
            "  millrace dataset export cart-pole --to steps.parquet",
            "  millrace dataset export beginners --to beginners --format avro --most-rows-per-file 500000",
            "  millrace dataset export beginners --to ~/.minari/datasets/beginners-v0 --format minari"
        })
final class DatasetExportCommand implements Callable<Integer> {

    /** What files are written. */
    enum Kind {
        avro,
        parquet,
        minari
    }

    @Parameters(index = "0", paramLabel = "NAME|RUN", description = "A dataset; or a run, whose whole record is meant.")
    private String name = "";

    @Option(names = "--to", paramLabel = "FOLDER|FILE", required = true, description = "Where it goes.")
    private Path to = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: as the name of a file ends, otherwise parquet).")
    private @Nullable Kind format;

    @Option(
            names = "--most-rows-per-file",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Rows of a file in a folder, at most (default: ${DEFAULT-VALUE}).")
    private long mostRows;

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Mixin
    private DatasetProgress progress = new DatasetProgress(false);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (mostRows < 1) {
            throw new UserMistake("--most-rows-per-file is " + mostRows + ", but a file has a row. Set 1 or more.");
        }
        if (format == Kind.minari && oneFile()) {
            throw new UserMistake(
                    "--to is " + to + ", but what Minari reads is a folder. Name one, such as " + name + "-v0.");
        }
        Outcome outcome = named() ? place.withDataset(name, this::export) : place.withRuns(List.of(name), this::export);
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "Wrote %,d steps to %s%s",
                        outcome.rows(),
                        outcome.files().size() == 1
                                ? outcome.files().get(0)
                                : outcome.files().size() + " files in " + to,
                        outcome.resumed() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %,d of them before", outcome.resumed())));
        return 0;
    }

    private boolean named() {
        return !place.onCluster() && place.keeper(name).isPresent();
    }

    private Outcome export(Bus bus) {
        return progress.show(spec.commandLine().getErr(), "exporting", watcher -> export(bus, watcher));
    }

    private Outcome export(Bus bus, Watcher watcher) {
        Dataset dataset = dataset(bus, watcher);
        String run = dataset.getPieces().get(0).getRun();
        Run first = new DatasetCreation(bus, watcher).registered(List.of(run)).get(0);
        if (format == Kind.minari) {
            return new MinariExport(bus, dataset, RowShape.of(first), watcher).toFolder(to);
        }
        Export export = new Export(bus, dataset, RowShape.of(first), rows(), watcher);
        return oneFile() ? export.toFile(to) : export.toFolder(to, mostRows);
    }

    private Dataset dataset(Bus bus, Watcher watcher) {
        Optional<Dataset> found = new Datasets(bus).find(name);
        if (found.isPresent()) {
            return found.get();
        }
        if (new RunRegistry(bus).all().stream().noneMatch(run -> run.getRun().equals(name))) {
            // Neither; the message lists the datasets there are.
            return new Datasets(bus).require(name);
        }
        DatasetCreation creation = new DatasetCreation(bus, watcher);
        return creation.describe(name, "", creation.registered(List.of(name)), RecordRange.all(), Instant.EPOCH);
    }

    private boolean oneFile() {
        String file = String.valueOf(to.getFileName());
        return file.endsWith(".parquet") || file.endsWith(".avro");
    }

    private RowFormat rows() {
        Kind given = format;
        if (given == null) {
            given = String.valueOf(to.getFileName()).endsWith(".avro") ? Kind.avro : Kind.parquet;
        }
        return given == Kind.avro ? RowFormat.AVRO : RowFormat.PARQUET;
    }
}
