package io.millrace.app.commands;

import io.millrace.messages.CommandKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace pause RUN}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Has a run learn nothing until it is resumed.",
            "It is done at the next update. Environments and actors wait."
        },
        footer = {"", "Example: millrace pause cart-pole --reason \"the broker is moved\""})
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private AskOptions options = new AskOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(options.ask(CommandKind.PAUSE, null));
        return 0;
    }
}
