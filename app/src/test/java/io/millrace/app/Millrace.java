package io.millrace.app;

import io.millrace.app.commands.MillraceCommand;
import io.millrace.runtime.process.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The millrace command as its main runs it, in this process and with its words kept. */
public final class Millrace {

    /** What a command came to: its exit code, standard output and standard error. */
    public record Said(int code, String out, String err) {

        /** Everything it said, for whoever reads a failed test. */
        @Override
        public String toString() {
            return "exit code " + code + System.lineSeparator() + out + err;
        }
    }

    private Millrace() {}

    /** Runs {@code millrace} with these arguments and an empty process environment. */
    public static Said run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs {@code millrace} with these arguments and this process environment. */
    public static Said run(Map<String, String> variables, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = ExitCodes.run(
                new MillraceCommand(),
                MillraceCommand.factory(variables, false),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        return new Said(code, out.toString(), err.toString());
    }

    /** A run that is over in a moment: identity with two lanes of four, 64 steps to an update, four updates. */
    public static Path tinyFile(Path folder) {
        try {
            return Files.writeString(folder.resolve("tiny.yaml"), """
                    run: tiny
                    environment: {name: identity}
                    algorithm: {name: ppo, epochs: 2, minibatch: 32}
                    lanes: {count: 2, environments: 4, unroll: 8}
                    learner: {steps: 256, engine: kernel, checkpoint-every: 2}
                    evaluation: {episodes: 8}
                    """);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The repository's root, from the folder of this module. */
    public static Path repository() {
        return Path.of(System.getProperty("basedir", "."), "..")
                .toAbsolutePath()
                .normalize();
    }
}
