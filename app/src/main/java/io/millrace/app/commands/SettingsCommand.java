package io.millrace.app.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.millrace.app.run.RunFile;
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
    public Integer call() throws JsonProcessingException {
        RunFile file = settings.read(variables);
        String canonical = file.settings().canonicalJson();
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? canonical
                                : yaml.writeValueAsString(yaml.readTree(canonical))
                                        .trim());
        return 0;
    }
}
