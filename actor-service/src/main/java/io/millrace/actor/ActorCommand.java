package io.millrace.actor;

import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace actor RUN}. */
@Command(
        name = "actor",
        mixinStandardHelpOptions = true,
        description = {
            "Answers the observations of a run with its newest weights.",
            "Start as many as there are partitions of the run's observations; more stay idle. Any of them may be"
                    + " stopped or killed at any time: its lanes ask another one."
        })
public final class ActorCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        String actor = "actor-" + ProcessHandle.current().pid();
        new ServiceProcess("actor", connection, metrics).work(run, context -> ActorService.worker(context, actor));
        return 0;
    }
}
