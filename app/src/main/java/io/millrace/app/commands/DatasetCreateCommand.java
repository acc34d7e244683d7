package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.datasets.Bound;
import io.millrace.datasets.DatasetCreation;
import io.millrace.datasets.RecordRange;
import io.millrace.messages.Dataset;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset create NAME RUN}. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Names a piece of what runs recorded: the whole rounds of their lanes that lie in a range.")
final class DatasetCreateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "What it is called; used once.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "RUN",
            split = ",",
            description = "Whose record; several with commas between.")
    private List<String> runs = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "OFFSET|TIME",
            description = "Where it begins, such as 1200 or 2026-11-23T09:30:00Z (default: the beginning).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "OFFSET|TIME", description = "Where it ends, exclusive (default: the end).")
    private @Nullable String to;

    @Option(names = "--description", paramLabel = "TEXT", defaultValue = "", description = "What it is, for people.")
    private String description = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Mixin
    private DatasetProgress progress = new DatasetProgress(false);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        RecordRange range = new RecordRange(from == null ? null : Bound.of(from), to == null ? null : Bound.of(to));
        place.requireUnusedBeside(runs.get(0), name);
        Dataset made = place.withRuns(
                runs,
                bus -> progress.show(
                        spec.commandLine().getErr(), "reading", watcher -> new DatasetCreation(bus, watcher)
                                .create(name, description, runs, range, clock.instant())));
        place.mark(runs.get(0), name);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? RunFolder.json(DatasetText.Shown.of(made)) : DatasetText.of(made));
        return 0;
    }
}
