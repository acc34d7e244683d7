package io.millrace.benchmarks;

import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.Summary;
import io.millrace.benchmarks.PublishedVersions.Version;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import io.millrace.weights.RunPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How long a run takes until its greedy policy is good enough. Every published version is kept while the
 * run learns and judged after it, so that judging takes no time from learning.
 */
@Command(
        name = "TimeToThreshold",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a run in this process and prints, as a row of Markdown, when its published weights first reached a"
                    + " greedy mean return.",
            "Columns: run, bus, engine, seed, version, steps, seconds from the first environment step, seconds from"
                    + " the start of the process, and, since the first step, processor seconds of the process and"
                    + " seconds by the meters of learner and lanes; all until then."
        })
public final class TimeToThreshold implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Settings of the run.")
    private Path file = Path.of("");

    @Option(names = "--threshold", required = true, description = "The greedy mean return to reach.")
    private double threshold;

    @Option(
            names = "--episodes",
            defaultValue = "100",
            description = "Episodes that each version is judged by (default: ${DEFAULT-VALUE}).")
    private int episodes;

    @Option(names = "--bus", defaultValue = "kafka", description = "kafka or memory (default: ${DEFAULT-VALUE}).")
    private RunBus.Kind bus = RunBus.Kind.KAFKA;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "An empty folder for the run.")
    private Path data = Path.of("");

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting that wins over the file.")
    private List<String> overrides = new ArrayList<>();

    private TimeToThreshold() {}

    /** Prints the row on standard output; exit code 1 if the threshold was not reached. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new TimeToThreshold(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunFile run = RunFile.read(file, Map.of(), overrides);
        Files.createDirectories(data);
        try (RunBus messages = RunBus.open(bus, data.resolve("kafka"));
                Bus own = messages.connect()) {
            Run registered = new RunRegistry(own).register(run.toRun(Instant.now()));
            Topics topics = new Topics(registered.getRun(), registered.getPartitions());
            int port = MeterSamples.freePort();
            try (PublishedVersions published = new PublishedVersions(own, topics);
                    MeterSamples meters = new MeterSamples(port)) {
                Summary summary = MeasuredRun.learn(run, data, messages, 1, port);
                Version reached = firstAbove(run, registered, published.all());
                Map<Long, Long> steps = new HashMap<>();
                RunBus.read(own, topics.updates(), update -> steps.put(update.getVersion(), update.getSteps()));
                System.out.println(row(summary, run, published.firstStep(), reached, steps, meters));
                return reached == null ? 1 : 0;
            }
        }
    }

    private @Nullable Version firstAbove(RunFile run, Run registered, List<Version> versions) {
        Evaluator evaluator = new Evaluator(run.environment(), RunPolicy.policy(registered), registered.getSeed());
        for (Version version : versions) {
            Evaluation evaluation = evaluator.evaluate(version.weights(), episodes);
            if (evaluation.mean() >= threshold) {
                return version;
            }
        }
        return null;
    }

    private static String row(
            Summary summary,
            RunFile run,
            Instant firstStep,
            @Nullable Version reached,
            Map<Long, Long> steps,
            MeterSamples meters) {
        List<String> cells = new ArrayList<>(List.of(
                summary.run(),
                summary.bus(),
                summary.engine(),
                String.valueOf(run.shared().seed())));
        if (reached == null) {
            cells.addAll(List.of("never", String.valueOf(summary.steps()), "-", "-", "-", "-"));
        } else {
            long version = reached.weights().version();
            Instant then = reached.publishedAt();
            Instant processStart =
                    Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
            Map<String, Double> before = meters.at(firstStep);
            Map<String, Double> spent = new HashMap<>(meters.at(then));
            spent.replaceAll((counter, seconds) -> seconds - before.getOrDefault(counter, 0.0));
            Double processor = spent.remove("process_cpu");
            cells.add(String.valueOf(version));
            cells.add(String.valueOf(steps.getOrDefault(version, 0L)));
            cells.add(seconds(firstStep, then));
            cells.add(seconds(processStart, then));
            cells.add(processor == null ? "-" : number(processor));
            cells.add(spent.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                    .collect(Collectors.joining(", ")));
        }
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String seconds(Instant from, Instant to) {
        return number(Duration.between(from, to).toMillis() / 1e3);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
