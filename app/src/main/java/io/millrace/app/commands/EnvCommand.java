package io.millrace.app.commands;

import io.millrace.app.run.Forerunner;
import io.millrace.app.run.RunFile;
import io.millrace.env.EnvService;
import io.millrace.learner.records.SourceName;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import io.millrace.runtime.run.RunRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> variables;

    /** @param variables the process environment */
    EnvCommand(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunFile file = settings.read(variables);
        if (!file.sources().isEmpty()) {
            try (Bus bus = new KafkaBus(connection.connection())) {
                register(file, bus);
            }
            spec.commandLine()
                    .getOut()
                    .println("Registered. Run \"" + file.shared().run() + "\" learns from records ("
                            + file.sources().stream().map(SourceName::toString).collect(Collectors.joining(", "))
                            + "), so there is nothing to step and nobody has to act: start its learner.");
            return 0;
        }
        new ServiceProcess("env", connection, metrics).work(bus -> register(file, bus), EnvService::worker);
        return 0;
    }

    private static Run register(RunFile file, Bus bus) {
        return new RunRegistry(bus)
                .register(
                        file.toRun(Instant.now()),
                        given -> file.withSources(
                                bus, Forerunner.settling(file, null, bus).apply(given)));
    }
}
