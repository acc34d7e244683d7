package io.millrace.benchmarks;

import io.millrace.env.environments.Environments;
import io.millrace.runtime.process.ExitCodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** Runs {@link EnvironmentBenchmark} for every environment and prints a Markdown table. The harness speaks on standard error. */
@Command(
        name = "environments.sh",
        mixinStandardHelpOptions = true,
        description =
                "Measures in JMH how many steps a second one core makes of every environment, with random actions.")
public final class EnvironmentBenchmarks implements Callable<Integer> {

    /** What else the environments do than by their defaults, where that leads through other code. */
    private static final List<String> VARIANTS = List.of(
            "consumption law=discrete", "consumption law=brownian", "consumption law=poisson", "migration forecast=10");

    /** Steps a second of Gymnasium 1.3.0 in CPython with random actions, as docs/performance.md says. */
    private static final Map<String, Integer> GYMNASIUM = Map.of(
            "acrobot", 4_200,
            "cart-pole", 21_800,
            "mountain-car", 15_500,
            "mountain-car-continuous", 6_900,
            "pendulum", 4_000);

    @Option(names = "--long", description = "Three JVMs and more iterations for each row: about 10 minutes.")
    private boolean thorough;

    private EnvironmentBenchmarks() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new EnvironmentBenchmarks(), arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        List<String> measured = new ArrayList<>(Environments.names());
        measured.addAll(VARIANTS);
        measured.sort(null);
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include("EnvironmentBenchmark\\.")
                                .param("environment", measured.toArray(String[]::new))
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
        StringBuilder table = new StringBuilder("""
                | environment | nanoseconds a step | steps/s on one core | Gymnasium, steps/s | times Gymnasium |
                |---|---|---|---|---|
                """);
        for (RunResult result : results) {
            table.append(row(
                    result.getParams().getParam("environment"),
                    result.getPrimaryResult().getStatistics().getPercentile(50)));
        }
        return table.toString();
    }

    static String row(String environment, double nanoseconds) {
        double perSecond = 1e9 / nanoseconds;
        Integer gymnasium = GYMNASIUM.get(environment);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %,.0f | %s | %s |\n",
                environment,
                nanoseconds,
                perSecond,
                gymnasium == null ? "" : String.format(Locale.ROOT, "%,d", gymnasium),
                gymnasium == null ? "" : String.format(Locale.ROOT, "%,.0f", perSecond / gymnasium));
    }
}
