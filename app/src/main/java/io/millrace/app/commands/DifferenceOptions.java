package io.millrace.app.commands;

import io.millrace.app.run.ReplayedSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is different in a replay. */
final class DifferenceOptions {

    @Option(names = "--as", paramLabel = "NEWRUN", description = "Name of the new run.")
    private String newRun = "";

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "Where in the records to begin: an offset (1200), a time (2026-03-01T12:00:00Z) or how long"
                    + " ago (-2h). Default: their beginning.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where in them to end, in the same way. Default: where they end now.")
    private @Nullable String to;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description =
                    "Another algorithm, with defaults of its own. Default: the recorded run's, with its settings.")
    private @Nullable String algorithm;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting that is different, such as algorithm.learning-rate=1e-4. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--passes", paramLabel = "N", description = "How often all of it is learned from (default: 1).")
    private @Nullable Integer passes;

    @Option(names = "--follow", description = "Learn as the run records, until it ends: a shadow of it.")
    private boolean follow;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    String newRun() {
        return newRun;
    }

    Path data() {
        return data;
    }

    boolean json() {
        return json;
    }

    /** @param sources as the command has them */
    ReplayedSettings settings(String sources) {
        return new ReplayedSettings(
                newRun,
                sources,
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                Optional.ofNullable(passes),
                follow,
                Optional.ofNullable(algorithm),
                overrides);
    }
}
