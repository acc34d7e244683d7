package io.millrace.app.commands;

import io.millrace.app.run.RunFile;
import io.millrace.runtime.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The settings file of a run and what is set over it. */
final class SettingsOptions {

    @Parameters(paramLabel = "FILE", description = "Settings of the run, such as examples/allocation.yaml.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting that wins over the file, such as seed=2 or algorithm.learning-rate=1e-3. May be"
                    + " repeated. Variables win over the file too: MILLRACE_LANES__COUNT=8 is lanes.count.")
    private List<String> overrides = new ArrayList<>();

    /** What file, variables and options say together, without defaults and unchecked. */
    Settings given(Map<String, String> variables) {
        return RunFile.given(file, variables, overrides);
    }

    /** The run, checked as a whole. */
    RunFile read(Map<String, String> variables) {
        return RunFile.read(file, variables, overrides);
    }
}
