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
import picocli.CommandLine.Parameters;

/** Runs {@link ReplayBenchmark} and prints a Markdown table. The harness speaks on standard error. */
@Command(
        name = "replay.sh",
        mixinStandardHelpOptions = true,
        description = "Measures in JMH how many steps a second go into the replay memory and come out of it.")
public final class ReplayBenchmarks implements Callable<Integer> {

    @Option(names = "--long", description = "Three JVMs and more iterations for each row: about 10 minutes.")
    private boolean thorough;

    @Parameters(
            arity = "0..1",
            defaultValue = "",
            paramLabel = "PATTERN",
            description = "Benchmarks whose name contains this regular expression: insert or gather (default: both).")
    private String pattern = "";

    private ReplayBenchmarks() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new ReplayBenchmarks(), arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include("ReplayBenchmark\\..*" + pattern)
                                .jvmArgsAppend("-Xmx2g")
                                .forks(thorough ? 3 : 1)
                                .warmupIterations(thorough ? 5 : 3)
                                .warmupTime(TimeValue.milliseconds(thorough ? 1000 : 500))
                                .measurementIterations(thorough ? 10 : 5)
                                .measurementTime(TimeValue.milliseconds(thorough ? 1000 : 300))
                                .build(),
                        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
                .run();
        System.out.print(ReplayTable.of(results));
        return 0;
    }
}
