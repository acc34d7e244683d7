package io.millrace.app;

import io.millrace.app.commands.MillraceCommand;
import io.millrace.runtime.process.ExitCodes;

/** The {@code millrace} command. */
public final class MillraceMain {

    private MillraceMain() {}

    /** The launch script sets {@code millrace.terminal} where standard error is a terminal. */
    public static void main(String[] arguments) {
        int code = ExitCodes.run(
                new MillraceCommand(),
                MillraceCommand.factory(System.getenv(), Boolean.getBoolean("millrace.terminal")),
                arguments);
        // Where an interrupt has begun to end the process, this call never returns, and whoever waits for this
        // thread to have cleared up would wait in vain.
        new Thread(() -> System.exit(code), "exit").start();
    }
}
