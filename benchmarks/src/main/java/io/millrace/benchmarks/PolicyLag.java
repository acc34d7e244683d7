package io.millrace.benchmarks;

import io.millrace.app.run.RunFile;
import io.millrace.app.run.Summary;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.hipparchus.stat.inference.TTest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What several actors do to policy lag and return, against lock-step with the same number of steps. */
@Command(
        name = "PolicyLag",
        mixinStandardHelpOptions = true,
        description = {
            "Learns the same run in lock-step with one actor, and with a policy lag and several actors, over several"
                    + " seeds, and prints a Markdown table.",
            "p is the probability of a difference at least as large if lag made none: Welch's t test and the test of"
                    + " Mann and Whitney, on the returns of the seeds."
        })
public final class PolicyLag implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Settings of the runs.")
    private Path file = Path.of("");

    @Option(
            names = "--actors",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "How many actors (default: ${DEFAULT-VALUE}).")
    private List<Integer> actors = List.of();

    @Option(
            names = "--lag",
            defaultValue = "1",
            description = "max-policy-lag of the runs that are not in lock-step (default: ${DEFAULT-VALUE}).")
    private int lag;

    @Option(names = "--seeds", defaultValue = "5", description = "Seeds, from 1 on (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--bus", defaultValue = "kafka", description = "kafka or memory (default: ${DEFAULT-VALUE}).")
    private RunBus.Kind bus = RunBus.Kind.KAFKA;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "An empty folder for the runs.")
    private Path data = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting that wins over the file.")
    private List<String> overrides = new ArrayList<>();

    /** How runs are made that are compared. */
    private record Way(int actors, int maxPolicyLag) {}

    /**
     * What a run came to.
     *
     * @param policyLag      mean over the steps learned from, in versions
     * @param dropped        share of the unrolls that were too old to learn from
     * @param greedyReturn   mean return of the greedy policy at the end
     * @param learningReturn mean return of the episodes that ended while it learned
     */
    private record Outcome(double policyLag, double dropped, double greedyReturn, double learningReturn) {}

    private PolicyLag() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new PolicyLag(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(data);
        List<Way> ways = new ArrayList<>(List.of(new Way(1, 0)));
        actors.forEach(count -> ways.add(new Way(count, lag)));
        Map<Way, List<Outcome>> outcomes = new LinkedHashMap<>();
        try (RunBus messages = RunBus.open(bus, data.resolve("kafka"))) {
            // Seed by seed, so that a process that grows faster as it warms up favours no row.
            for (int seed = 1; seed <= seeds; seed++) {
                for (Way way : ways) {
                    outcomes.computeIfAbsent(way, key -> new ArrayList<>()).add(learn(messages, way, seed));
                }
            }
        }
        print(outcomes, outcomes.getOrDefault(ways.get(0), List.of()));
        return 0;
    }

    private Outcome learn(RunBus messages, Way way, int seed) {
        List<String> settings = new ArrayList<>(overrides);
        settings.add("run=lag-" + way.maxPolicyLag() + "-actors-" + way.actors() + "-seed-" + seed);
        settings.add("seed=" + seed);
        settings.add("max-policy-lag=" + way.maxPolicyLag());
        RunFile run = RunFile.read(file, Map.of(), settings);
        Summary summary = MeasuredRun.learn(run, data, messages, way.actors(), 0);
        try (Bus own = messages.connect()) {
            Run registered = new RunRegistry(own).await(summary.run(), Duration.ofSeconds(30));
            return outcome(own, new Topics(registered.getRun(), registered.getPartitions()), summary);
        }
    }

    private static Outcome outcome(Bus bus, Topics topics, Summary summary) {
        double[] lagged = new double[1];
        long[] unrolls = new long[2];
        RunBus.read(bus, topics.updates(), update -> {
            int learned = update.getConsumed().size();
            lagged[0] += update.getPolicyLag() * learned;
            unrolls[0] += learned;
            unrolls[1] += update.getDropped().size();
        });
        double[] returns = new double[1];
        long[] episodes = new long[1];
        RunBus.read(bus, topics.episodes(), episode -> {
            returns[0] += episode.getReturn$();
            episodes[0]++;
        });
        return new Outcome(
                lagged[0] / unrolls[0],
                (double) unrolls[1] / LongStream.of(unrolls).sum(),
                summary.evaluation().mean(),
                returns[0] / episodes[0]);
    }

    private static void print(Map<Way, List<Outcome>> outcomes, List<Outcome> lockStep) {
        System.out.println("| actors | max-policy-lag | mean lag | dropped | greedy return by seed | p, Welch"
                + " | p, Mann-Whitney | return while learning by seed | p, Welch | p, Mann-Whitney |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        double[] greedy = greedy(lockStep);
        double[] learning = learning(lockStep);
        outcomes.forEach((way, found) -> System.out.println("| "
                + String.join(
                        " | ",
                        String.valueOf(way.actors()),
                        way.maxPolicyLag() == 0 ? "0 (lock-step)" : String.valueOf(way.maxPolicyLag()),
                        number(found.stream()
                                .mapToDouble(Outcome::policyLag)
                                .average()
                                .orElse(Double.NaN)),
                        String.format(
                                Locale.ROOT,
                                "%.1f %%",
                                100
                                        * found.stream()
                                                .mapToDouble(Outcome::dropped)
                                                .average()
                                                .orElse(Double.NaN)),
                        numbers(greedy(found)),
                        found == lockStep ? "" : welch(greedy, greedy(found)),
                        found == lockStep ? "" : mannWhitney(greedy, greedy(found)),
                        numbers(learning(found)),
                        found == lockStep ? "" : welch(learning, learning(found)),
                        found == lockStep ? "" : mannWhitney(learning, learning(found)))
                + " |"));
    }

    private static double[] greedy(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::greedyReturn).toArray();
    }

    private static double[] learning(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::learningReturn).toArray();
    }

    /** Nothing to test where nothing varies, or with a single seed. */
    private static boolean testable(double[] a, double[] b) {
        return a.length > 1 && (StatUtils.variance(a) > 0 || StatUtils.variance(b) > 0);
    }

    private static String welch(double[] a, double[] b) {
        return testable(a, b) ? number(new TTest().tTest(a, b)) : "-";
    }

    private static String mannWhitney(double[] a, double[] b) {
        return testable(a, b) ? number(new MannWhitneyUTest().mannWhitneyUTest(a, b)) : "-";
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(PolicyLag::number).collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
