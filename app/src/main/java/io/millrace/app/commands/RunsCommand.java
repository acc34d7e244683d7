package io.millrace.app.commands;

import io.millrace.app.price.SalesRun;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace runs}. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = "Lists the runs in FOLDER, or those of the cluster that --bootstrap-servers names.")
final class RunsCommand implements Callable<Integer> {

    /** One run of the list. */
    record Listed(
            String run,
            String environment,
            @Nullable String state,
            @Nullable Long steps,
            @Nullable Long version) {}

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Listed> runs = connection.given() ? onCluster() : inFolder();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(RunFolder.json(runs));
        } else if (runs.isEmpty()) {
            out.println("There are no runs yet. Start one: millrace local examples/allocation.yaml");
        } else {
            runs.forEach(run -> out.println(line(run)));
        }
        return 0;
    }

    private List<Listed> onCluster() {
        try (Bus bus = new KafkaBus(connection.connection())) {
            return new RunRegistry(bus)
                    .all().stream().map(RunsCommand::registered).toList();
        }
    }

    private List<Listed> inFolder() {
        return RunFolder.all(data).stream().map(RunsCommand::kept).toList();
    }

    private static Listed registered(Run run) {
        return new Listed(run.getRun(), run.getEnvironment(), null, null, null);
    }

    private static Listed kept(RunFolder folder) {
        String environment = folder.settings().text("environment.name");
        if (SalesRun.describedBy(folder.settings())) {
            return new Listed(folder.run(), environment, null, null, null);
        }
        String state = Files.exists(folder.summary()) ? "finished" : "unfinished";
        return folder.checkpoint()
                .map(checkpoint ->
                        new Listed(folder.run(), environment, state, checkpoint.getSteps(), checkpoint.getVersion()))
                .orElseGet(() -> new Listed(folder.run(), environment, state, 0L, 0L));
    }

    private static String line(Listed run) {
        return run.state() == null
                ? String.format(Locale.ROOT, "%-24s %s", run.run(), run.environment())
                : String.format(
                        Locale.ROOT,
                        "%-24s %-16s %-11s %,d steps, version %,d",
                        run.run(),
                        run.environment(),
                        run.state(),
                        run.steps(),
                        run.version());
    }
}
