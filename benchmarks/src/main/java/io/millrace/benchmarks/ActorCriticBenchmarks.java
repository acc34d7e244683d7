package io.millrace.benchmarks;

import io.millrace.runtime.process.ExitCodes;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link ActorCriticBenchmark} and prints a Markdown table. The harness speaks on standard error. */
@Command(
        name = "actor-critic.sh",
        mixinStandardHelpOptions = true,
        description = "Measures in JMH how many gradient steps of SAC and DDPG are taken a second.")
public final class ActorCriticBenchmarks implements Callable<Integer> {

    @Option(names = "--long", description = "Three JVMs and more iterations for each row: about 8 minutes.")
    private boolean thorough;

    private ActorCriticBenchmarks() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new ActorCriticBenchmarks(), arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include(ActorCriticBenchmark.class.getName())
                                .jvmArgsAppend("-Xmx2g", "--add-modules", "jdk.incubator.vector")
                                .forks(thorough ? 3 : 1)
                                .warmupIterations(5)
                                .warmupTime(TimeValue.seconds(1))
                                .measurementIterations(thorough ? 15 : 5)
                                .measurementTime(TimeValue.seconds(1))
                                .build(),
                        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
                .run();
        System.out.print(ActorCriticTable.of(results));
        return 0;
    }
}
