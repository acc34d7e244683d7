package io.millrace.learner;

import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace learner RUN}. */
@Command(
        name = "learner",
        mixinStandardHelpOptions = true,
        description = {
            "Learns from the transitions of a run and publishes weights.",
            "One at a time. It may be stopped or killed at any time; started again with the same folder, it goes on."
        })
public final class LearnerCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Checkpoints are kept in FOLDER/RUN (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        new ServiceProcess("learner", connection, metrics)
                .workAll(run, context -> LearnerService.workers(context, data.resolve(run)));
        return 0;
    }
}
