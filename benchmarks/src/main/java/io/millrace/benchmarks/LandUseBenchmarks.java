package io.millrace.benchmarks;

import io.millrace.runtime.process.ExitCodes;
import java.util.Collection;
import java.util.Locale;
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

/** Runs {@link LandUseBenchmark} and prints a Markdown table. The harness speaks on standard error. */
@Command(
        name = "land-use.sh",
        mixinStandardHelpOptions = true,
        description = "Measures in JMH what a step of the surrogate city and a one-step search of it cost.")
public final class LandUseBenchmarks implements Callable<Integer> {

    @Option(names = "--long", description = "Three JVMs and more iterations for each row: about 2 minutes.")
    private boolean thorough;

    private LandUseBenchmarks() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new LandUseBenchmarks(), arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include("LandUseBenchmark\\.")
                                .forks(thorough ? 3 : 1)
                                .warmupIterations(thorough ? 5 : 3)
                                .warmupTime(TimeValue.milliseconds(thorough ? 1000 : 500))
                                .measurementIterations(thorough ? 10 : 5)
                                .measurementTime(TimeValue.milliseconds(thorough ? 1000 : 300))
                                .build(),
                        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
                .run();
        System.out.print(table(results));
        return 0;
    }

    private static String table(Collection<RunResult> results) {
        StringBuilder table = new StringBuilder("| areas | what | microseconds | per second |\n|---|---|---|---|\n");
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            double micros = result.getPrimaryResult().getStatistics().getPercentile(50);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.2f | %,.0f |\n",
                    result.getParams().getParam("areas"),
                    benchmark.substring(benchmark.lastIndexOf('.') + 1),
                    micros,
                    1e6 / micros));
        }
        return table.toString();
    }
}
