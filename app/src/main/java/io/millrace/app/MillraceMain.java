package io.millrace.app;

import io.millrace.app.commands.MillraceCommand;
import io.millrace.runtime.process.ExitCodes;

/** The {@code millrace} command. */
public final class MillraceMain {

    private MillraceMain() {}

    /** The launch script sets {@code millrace.terminal} where standard error is a terminal. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(
                new MillraceCommand(),
                MillraceCommand.factory(System.getenv(), Boolean.getBoolean("millrace.terminal")),
                arguments));
    }
}
