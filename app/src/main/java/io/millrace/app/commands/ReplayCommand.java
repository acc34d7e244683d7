package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace replay RUN}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learns from what was recorded, at full speed, without environments and actors.",
            "--exact: makes every update of the ledger again from the unrolls that it names, and compares the SHA-256 of"
                    + " the weights at each. Writes to none of the run's topics. Exit code 1 at the first difference.",
            "--as NEWRUN: a new run learns from the record of RUN with other settings, from a part of it, from several"
                    + " runs, or as the run goes on.",
            "Reads the log in FOLDER/RUN, also while a local run is at work on it, or the cluster that"
                    + " --bootstrap-servers names."
        },
        footer = {
            "",
            "Examples:",
            "  millrace replay cart-pole --exact",
            "  millrace replay cart-pole --exact --to-version 120 --keep runs/cart-pole-120",
            "  millrace replay cart-pole --as cart-pole-dqn --algorithm dqn --passes 3",
            "  millrace replay cart-pole --as slower --set algorithm.learning-rate=1e-4 --from -2h",
            "  millrace replay one,two,dataset:mixed --as cloned --algorithm cloning"
        })
final class ReplayCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "RUN",
            description = "The run whose record is learned from; with --as also several runs or dataset:NAME,"
                    + " separated by commas.")
    private String sources = "";

    @Mixin
    private ExactOptions exact = new ExactOptions();

    @Mixin
    private DifferenceOptions difference = new DifferenceOptions();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final boolean terminal;

    /** @param terminal whether a person watches */
    ReplayCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        exact.requireSense(difference);
        difference.requireSense();
        if (exact.asked()) {
            return exactly(new RunFolder(data, sources));
        }
        if (difference.newRun().isEmpty()) {
            throw new UserMistake("What replay is to do with \"" + sources + "\" was not said. Give --exact to make its"
                    + " updates again and compare every one, or name a new run that learns from its record with --as"
                    + " NEWRUN.");
        }
        return new DifferentReplay(sources, difference, data, json, metrics.settings(), connection, spec, terminal)
                .call();
    }

    private int exactly(RunFolder folder) {
        ExactReplay replay = exact.replay(folder, spec.commandLine().getErr(), terminal);
        ReplayOutcome outcome = BusAccess.withBusOf(folder, connection, replay::run);
        spec.commandLine().getOut().println(json ? RunFolder.json(outcome) : outcome.inWords());
        return outcome.difference() == null ? 0 : 1;
    }
}
