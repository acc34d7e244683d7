package io.millrace.app.commands;

import io.millrace.messages.CommandKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace rollback RUN}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Has a run go on from an earlier version.",
            "It is done at the next update, with smaller learning rates (learner.rollback-learning-rate). The run has to"
                    + " keep earlier versions (learner.keep-versions). A paused run learns again afterwards."
        },
        footer = {"", "Example: millrace rollback cart-pole --to 120 --reason \"the return fell\""})
final class RollbackCommand implements Callable<Integer> {

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "The newest version to go back to: the learner takes the newest it keeps that is not newer"
                    + " (default: the newest it keeps before the present one).")
    private @Nullable Long to;

    @Mixin
    private AskOptions options = new AskOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(options.ask(CommandKind.ROLLBACK, to));
        return 0;
    }
}
