package io.millrace.env;

import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.process.ServiceProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An env-service in a process of its own, for a run that is registered already. */
@Command(
        name = "env-service",
        mixinStandardHelpOptions = true,
        description = "Steps the environments of a run. Several share its lanes.")
public final class EnvMain implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Override
    public Integer call() throws InterruptedException {
        new ServiceProcess("env", connection, metrics).work(run, EnvService::worker);
        return 0;
    }

    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new EnvMain(), arguments));
    }
}
