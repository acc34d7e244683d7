package io.millrace.app.commands;

import io.millrace.messages.CommandKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace resume RUN}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Has a paused run go on.",
        footer = {"", "Example: millrace resume cart-pole --reason \"the broker is back\""})
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private AskOptions options = new AskOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(options.ask(CommandKind.RESUME, null));
        return 0;
    }
}
