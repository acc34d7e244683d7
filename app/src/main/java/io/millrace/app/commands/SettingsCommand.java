package io.millrace.app.commands;

import io.millrace.app.run.RunFile;
import io.millrace.app.run.SettingsText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace settings FILE}. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = "Checks a settings file and prints all settings of the run, defaults included.")
final class SettingsCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--json", description = "Print them as JSON, in the form whose SHA-256 is the settings hash.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> variables;

    /** @param variables the process environment */
    SettingsCommand(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Integer call() {
        RunFile file = settings.read(variables);
        spec.commandLine().getOut().println(json ? file.settings().canonicalJson() : SettingsText.of(file.settings()));
        return 0;
    }
}
