package io.millrace.benchmarks;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.learner.LearnerSettings;
import io.millrace.messages.Intervention;
import io.millrace.messages.Run;
import io.millrace.monitoring.statistics.StatisticName;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the guard does for a learner that is made to diverge. */
@Command(
        name = "GuardRecovery",
        mixinStandardHelpOptions = true,
        description = {
            "Learns the same run with its guard off and acting, over several seeds, and prints a Markdown table.",
            "Recovered is a mean return of at least 95 % of the best window's, of both the greedy policy at the end and"
                    + " the last ten windows of learning."
        })
public final class GuardRecovery implements Callable<Integer> {

    private static final double RECOVERED = 0.95;
    private static final int LAST = 10;

    @Parameters(paramLabel = "FILE", description = "Settings of the runs.")
    private Path file = Path.of("");

    @Option(names = "--seeds", defaultValue = "5", description = "Seeds, from 1 on (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--modes",
            split = ",",
            defaultValue = "off,act",
            description = "Modes of the guard (default: ${DEFAULT-VALUE}).")
    private List<String> modes = List.of();

    @Option(
            names = "--window",
            paramLabel = "MILLISECONDS",
            defaultValue = "500",
            description = "Length of a window of statistics (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--bus", defaultValue = "kafka", description = "kafka or memory (default: ${DEFAULT-VALUE}).")
    private RunBus.Kind bus = RunBus.Kind.KAFKA;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "An empty folder for the runs.")
    private Path data = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting that wins over the file.")
    private List<String> overrides = new ArrayList<>();

    private GuardRecovery() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new GuardRecovery(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(data);
        System.out.println(
                "| seed | guard | interventions | best window | last windows | greedy | of the best | recovered |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        try (RunBus messages = RunBus.open(bus, data.resolve("kafka"))) {
            for (int seed = 1; seed <= seeds; seed++) {
                for (String mode : modes) {
                    System.out.println(row(messages, mode, seed));
                }
            }
        }
        return 0;
    }

    private String row(RunBus messages, String mode, int seed) {
        List<String> settings = new ArrayList<>(overrides);
        settings.add("run=guard-" + mode + "-seed-" + seed);
        settings.add("seed=" + seed);
        settings.add("guard.mode=" + mode);
        RunFile run = RunFile.read(file, Map.of(), settings);
        Summary summary = learn(run, messages);
        try (Bus own = messages.connect()) {
            Run registered = new RunRegistry(own).await(summary.run(), Duration.ofSeconds(30));
            Topics topics = new Topics(registered.getRun(), registered.getPartitions());
            return row(
                    mode,
                    seed,
                    interventions(own, topics),
                    returns(own, topics),
                    summary.evaluation().mean());
        }
    }

    private Summary learn(RunFile run, RunBus messages) {
        RunFolder folder = new RunFolder(data, run.shared().run());
        folder.claim(run.settings());
        long steps = run.settings().bind("learner", LearnerSettings.class).steps();
        PrintWriter words = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        StatisticsSettings statistics = StatisticsSettings.ofWindow(Duration.ofMillis(window));
        return new LocalRun(
                        run, folder, 1, messages::connect, MetricsSettings.loopback(0), statistics, null, said -> {})
                .learn(new ProgressLine(words, steps, false), System.nanoTime(), messages.name())
                .orElseThrow(() -> new IllegalStateException("Nobody stopped it"));
    }

    private static List<String> interventions(Bus bus, Topics topics) {
        List<String> all = new ArrayList<>();
        RunBus.read(bus, topics.updates(), update -> {
            Intervention done = update.getIntervention();
            if (done != null) {
                all.add(done.getKind().name().toLowerCase(Locale.ROOT) + " " + done.getFromVersion() + " to "
                        + done.getToVersion());
            }
        });
        return all;
    }

    /** Mean return of each window in which an episode ended, by time; of the last record for each. */
    private static List<Double> returns(Bus bus, Topics topics) {
        TreeMap<Instant, Double> means = new TreeMap<>();
        RunBus.read(bus, topics.statistics(), statistics -> {
            Double mean = statistics.getValues().get(StatisticName.RETURN + "mean");
            if (statistics.getWeightsVersion() == null && mean != null) {
                means.put(statistics.getWindowStart(), mean);
            }
        });
        return List.copyOf(means.values());
    }

    private static String row(String mode, int seed, List<String> interventions, List<Double> returns, double greedy) {
        double best = returns.stream()
                .collect(Collectors.summarizingDouble(mean -> mean))
                .getMax();
        double last = returns.stream()
                .skip(Math.max(0, returns.size() - LAST))
                .collect(Collectors.averagingDouble(mean -> mean));
        double share = Math.min(last, greedy) / best;
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s | %.1f | %.1f | %.1f | %.0f %% | %s |",
                seed,
                mode,
                interventions.isEmpty() ? "none" : String.join(", ", interventions),
                best,
                last,
                greedy,
                100 * share,
                share >= RECOVERED ? "yes" : "no");
    }
}
