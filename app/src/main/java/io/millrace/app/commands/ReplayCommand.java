package io.millrace.app.commands;

import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.worker.UserMistake;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace replay RUN}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learns from what was recorded, at full speed, without environments and actors.",
            "With --as, a new run learns from the record of RUN with other settings, from a part of it, from several"
                    + " runs, or as the run goes on."
        },
        footer = {
            "",
            "Examples:",
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
    private DifferenceOptions difference = new DifferenceOptions();

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
        if (difference.newRun().isEmpty()) {
            throw new UserMistake("What is to become of the record of " + sources + "? Name a run that learns from it"
                    + " with --as NEWRUN.");
        }
        return new DifferentReplay(sources, difference, metrics.settings(), connection, spec, terminal).call();
    }
}
