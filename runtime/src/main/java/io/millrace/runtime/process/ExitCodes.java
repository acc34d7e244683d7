package io.millrace.runtime.process;

import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Runs a command and gives its exit code: 0 when it did what was asked, 1 for a failure, 2 for
 * something that the user can put right. Failures of our own types say what was found and what to do,
 * so their message stands alone; anything else is a defect and shows where it came from.
 */
public final class ExitCodes {

    private static final int FAILURE = 1;
    private static final int MISTAKE = 2;

    private ExitCodes() {}

    /** Runs {@code command} with these arguments. */
    public static int run(Object command, String... arguments) {
        return run(command, CommandLine.defaultFactory(), arguments);
    }

    /** Runs {@code command}, whose subcommands the factory makes, with these arguments. */
    public static int run(Object command, CommandLine.IFactory factory, String... arguments) {
        return run(new CommandLine(command, factory), arguments);
    }

    /** Runs {@code command} likewise, with what it prints going to these writers instead of the process's own. */
    public static int run(
            Object command, CommandLine.IFactory factory, PrintWriter out, PrintWriter err, String... arguments) {
        return run(new CommandLine(command, factory).setOut(out).setErr(err), arguments);
    }

    private static int run(CommandLine line, String... arguments) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, failed, parsed) -> tell(thrown, failed.getErr()))
                .execute(arguments);
    }

    /** Whether a failure explains itself, so that no stack trace is needed. */
    public static boolean explained(Throwable thrown) {
        return thrown.getClass().getName().startsWith("io.millrace.");
    }

    private static int tell(Throwable thrown, PrintWriter err) {
        if (explained(thrown)) {
            err.println(thrown.getMessage());
        } else {
            err.println("Millrace failed where it should not have. Please report this:");
            thrown.printStackTrace(err);
        }
        return thrown instanceof UserMistake ? MISTAKE : FAILURE;
    }
}
