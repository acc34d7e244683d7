package io.millrace.benchmarks;

import io.millrace.policy.network.Trunk;
import io.millrace.runtime.process.ExitCodes;
import java.util.Collection;
import java.util.List;
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

/** Runs the JMH benchmarks and prints Markdown tables. The harness speaks on standard error. */
@Command(
        name = "kernel.sh",
        mixinStandardHelpOptions = true,
        description = "Measures engines, optimizer, advantages and codec in JMH, against plain Deeplearning4j.")
public final class KernelBenchmarks implements Callable<Integer> {

    @Option(names = "--long", description = "Three JVMs and more iterations for each row: about 25 minutes.")
    private boolean thorough;

    @Option(
            names = "--trunk",
            split = ",",
            defaultValue = "SEPARATE",
            description =
                    "SEPARATE, SHARED or both: the hidden layers of policy and value (default: ${DEFAULT-VALUE}).")
    private List<Trunk> trunks = List.of();

    @Parameters(
            arity = "0..1",
            // Those of the replay memory, of Double DQN, of actors with critics and of land use have scripts and tables
            // of their own.
            defaultValue = "io.millrace.benchmarks.(?!Replay|DoubleDqn|ActorCritic|LandUse)",
            paramLabel = "PATTERN",
            description = "Benchmarks whose name contains this regular expression (default: all).")
    private String pattern = "";

    private KernelBenchmarks() {}

    /** Prints the tables on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new KernelBenchmarks(), arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include(pattern)
                                .jvmArgsAppend("-Xmx2g", "--add-modules", "jdk.incubator.vector")
                                .param("trunk", trunks.stream().map(Trunk::name).toArray(String[]::new))
                                .forks(thorough ? 3 : 1)
                                .warmupIterations(thorough ? 5 : 3)
                                .warmupTime(TimeValue.milliseconds(thorough ? 1000 : 500))
                                .measurementIterations(thorough ? 10 : 5)
                                .measurementTime(TimeValue.milliseconds(thorough ? 1000 : 300))
                                .build(),
                        OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
                .run();
        System.out.print(KernelTable.of(results));
        return 0;
    }
}
