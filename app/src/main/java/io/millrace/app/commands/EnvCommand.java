package io.millrace.app.commands;

import io.millrace.app.run.RunFile;
import io.millrace.env.EnvService;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace env FILE}. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = {
            "Registers a run and steps its environments.",
            "Several share the lanes of a run; each begins where the recorded log ends."
        })
final class EnvCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    private final Map<String, String> variables;

    /** @param variables the process environment */
    EnvCommand(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunFile file = settings.read(variables);
        new ServiceProcess("env", connection, metrics)
                .work(registry -> registry.register(file.toRun(Instant.now())), EnvService::worker);
        return 0;
    }
}
