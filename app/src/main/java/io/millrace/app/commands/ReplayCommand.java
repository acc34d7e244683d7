package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Learns again from what a run recorded, without its environments.",
            "--exact: makes every update of the ledger again from the unrolls that it names, and compares the SHA-256 of"
                    + " the weights at each. Writes to none of the run's topics. Exit code 1 at the first difference.",
            "Reads the log in FOLDER/RUN, also while a local run is at work on it, or the cluster that"
                    + " --bootstrap-servers names."
        },
        footer = {
            "",
            "Examples:",
            "  millrace replay cart-pole --exact",
            "  millrace replay cart-pole --exact --to-version 120 --keep runs/cart-pole-120",
            "  millrace evaluate cart-pole-120"
        })
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(names = "--exact", description = "Make the same updates again, and compare the weights at each.")
    private boolean exact;

    @Option(
            names = "--to-version",
            paramLabel = "N",
            description = "With --exact: the last version to make again (default: the newest on the ledger).")
    private @Nullable Long toVersion;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "With --exact: write a checkpoint of the last version, and the run's settings, to this"
                    + " folder. A FOLDER inside that of all runs can be named like a run.")
    private @Nullable Path keep;

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final boolean terminal;

    /** @param terminal whether a person watches */
    ReplayCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!exact) {
            throw new UserMistake("What replay is to do with run \"" + run + "\" was not said. Give --exact to make its"
                    + " updates again and compare every one.");
        }
        return exactly(new RunFolder(data, run));
    }

    private int exactly(RunFolder folder) {
        ExactReplay replay =
                new ExactReplay(folder, toVersion, keep, spec.commandLine().getErr(), terminal);
        replay.requireSense();
        ReplayOutcome outcome = BusAccess.withBusOf(folder, connection, replay::run);
        spec.commandLine().getOut().println(json ? RunFolder.json(outcome) : outcome.inWords());
        return outcome.difference() == null ? 0 : 1;
    }
}
