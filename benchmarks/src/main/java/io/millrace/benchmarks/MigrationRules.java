package io.millrace.benchmarks;

import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.Migration;
import io.millrace.policy.behaviour.ObservationRule;
import io.millrace.policy.behaviour.ObservationRules;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the rules of environment migration and prints a Markdown table of what they return. */
@Command(
        name = "migration-rules.sh",
        mixinStandardHelpOptions = true,
        description = "Plays the rules of environment migration on the demo goal and on training resets.")
public final class MigrationRules implements Callable<Integer> {

    @Option(names = "--resets", defaultValue = "128", description = "Training resets: ${DEFAULT-VALUE}.")
    private int resets;

    @Option(names = "--seed", defaultValue = "42", description = "Of the training resets: ${DEFAULT-VALUE}.")
    private long seed;

    private MigrationRules() {}

    /** Prints the table on standard output. */
    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new MigrationRules(), arguments));
    }

    /** An episode: its return, and the first step inside the tolerance and the last outside; 0 for none. */
    private record Episode(double total, int firstInside, int lastOutside) {}

    @Override
    public Integer call() {
        System.out.print("""
                | rule | demo goal, return | first step inside | last step outside | training resets, mean return | standard error |
                |---|---|---|---|---|---|
                """);
        row("trivial", "trivial", Map.of());
        for (int horizon : new int[] {2, 4, 6, 8, 10, 12}) {
            row("lookahead, horizon " + horizon, "lookahead", Map.of("horizon", (double) horizon));
        }
        return 0;
    }

    private void row(String label, String rule, Map<String, Double> own) {
        Migration demo = environment("evaluation");
        demo.reset(new CounterRandom(seed));
        Episode played = play(demo, rule(demo, rule, own));
        Migration training = environment("training");
        CounterRandom chance = new CounterRandom(seed);
        List<Double> totals = new ArrayList<>();
        for (int episode = 0; episode < resets; episode++) {
            training.reset(chance.at(Purpose.ENVIRONMENT, 0, episode, 0));
            totals.add(play(training, rule(training, rule, own)).total());
        }
        double mean = totals.stream().mapToDouble(total -> total).average().orElseThrow();
        double squares = totals.stream()
                .mapToDouble(total -> (total - mean) * (total - mean))
                .sum();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %d | %d | %.1f | %.1f |%n",
                label,
                played.total(),
                played.firstInside(),
                played.lastOutside(),
                mean,
                Math.sqrt(squares / (resets - 1) / resets));
    }

    private static Migration environment(String reset) {
        Settings settings = Settings.empty()
                .with("environment", "{name: migration, reset: " + reset + "}")
                .underlaidBy(Settings.empty().under("environment", EnvironmentSettings.defaults("migration")));
        return (Migration) EnvironmentSettings.read(settings).create();
    }

    private static ObservationRule rule(Migration environment, String rule, Map<String, Double> own) {
        return ObservationRules.of(
                environment.description().name(),
                rule,
                environment.behaviour(rule, own),
                environment.description().observationSize(),
                environment.description().actionSpace());
    }

    private static Episode play(Migration environment, ObservationRule rule) {
        float[] observation = new float[rule.observationSize()];
        float[] action = new float[rule.actionWidth()];
        double total = 0;
        int firstInside = 0;
        int lastOutside = 0;
        EpisodeStatus status = EpisodeStatus.RUNNING;
        for (int step = 1; status == EpisodeStatus.RUNNING; step++) {
            environment.observe(observation, 0);
            rule.act(observation, 0, action, 0);
            status = environment.step(action, 0);
            total += environment.reward();
            if (environment.reward() < 0) {
                lastOutside = step;
            } else if (firstInside == 0) {
                firstInside = step;
            }
        }
        return new Episode(total, firstInside, lastOutside);
    }
}
