package io.millrace.app.commands;

import io.millrace.app.comparison.Comparison;
import io.millrace.app.comparison.ReportPage;
import io.millrace.app.comparison.ResultsText;
import io.millrace.app.comparison.TrialProgress;
import io.millrace.app.pricing.RuleComparison;
import io.millrace.app.pricing.RulePage;
import io.millrace.app.pricing.RuleText;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace compare FILE}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares algorithms on one environment, or rules that set prices: plays every entry of the section"
                    + " comparison in FILE over many trials, tests each pair of entries, and names the best.",
            "Prints tables and writes a report with charts, one HTML file that needs no other. The result depends on"
                    + " the settings alone, not on the threads."
        },
        footer = {
            "",
            "Examples:",
            "  millrace compare examples/human-capital.yaml",
            "  millrace compare examples/human-capital.yaml --trials 10 --report /tmp/report.html",
            "  millrace compare examples/human-capital.yaml --episodes 2000 --json",
            "  millrace compare examples/pricing.yaml --experiments 100"
        })
final class CompareCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(
            names = {"--trials", "--experiments"},
            paramLabel = "N",
            description = "Trials of each entry, and of each under another setting or start, in place of the file's. A"
                    + " trial of rules is called an experiment.")
    private @Nullable Integer trials;

    @Option(names = "--episodes", paramLabel = "N", description = "Episodes in a trial, in place of the file's.")
    private @Nullable Integer episodes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Trials played at the same time (default: one for each processor).")
    private @Nullable Integer threads;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report goes (default: runs/RUN-comparison.html).")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> variables;
    private final boolean terminal;

    /**
     * @param variables the process environment
     * @param terminal  whether a person watches
     */
    CompareCommand(Map<String, String> variables, boolean terminal) {
        this.variables = variables;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Comparing comparing = comparing(given(), threads());
        OutputFile page = page(comparing.name()).requireWritable();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Findings> found = play(comparing, err);
        if (found.isEmpty()) {
            err.println("Stopped before the last trial. Nothing was written.");
            return 1;
        }
        page.write(found.get().page().get());
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? RunFolder.json(found.get().results())
                                : found.get().text().get());
        err.println("Report: " + page.path());
        return 0;
    }

    /** A comparison of either kind, as far as this command has to do with it. */
    private record Comparing(String name, Runnable stop, Function<TrialProgress, Optional<Findings>> run) {}

    /** What came of it: the results, and two ways to show them. */
    private record Findings(Object results, Supplier<String> text, Supplier<String> page) {}

    private static Comparing comparing(Settings given, int threads) {
        if (RuleComparison.describedBy(given)) {
            RuleComparison rules = RuleComparison.of(given, threads);
            return new Comparing(rules.name(), rules::stop, progress -> rules.run(progress)
                    .map(found -> new Findings(found, () -> RuleText.of(found), () -> RulePage.of(found))));
        }
        Comparison algorithms = Comparison.of(given, threads);
        return new Comparing(algorithms.name(), algorithms::stop, progress -> algorithms
                .run(progress)
                .map(found -> new Findings(found, () -> ResultsText.of(found), () -> ReportPage.of(found))));
    }

    private Optional<Findings> play(Comparing comparing, PrintWriter err) {
        StopHook hook = StopHook.calling(comparing.stop());
        try {
            return comparing.run().apply(new TrialProgress(err, terminal));
        } finally {
            hook.forget();
        }
    }

    private Settings given() {
        Settings given = settings.given(variables);
        return RuleComparison.describedBy(given) ? rulesGiven(given) : algorithmsGiven(given);
    }

    private Settings algorithmsGiven(Settings given) {
        Settings changed = given;
        if (trials != null) {
            changed = changed.with("comparison.trials", trials.toString())
                    .with("comparison.sensitivity-trials", trials.toString());
        }
        return episodes == null ? changed : changed.with("comparison.episodes", episodes.toString());
    }

    private Settings rulesGiven(Settings given) {
        if (episodes != null) {
            throw new UserMistake("--episodes was given, but an experiment with rules is one episode. Set its length"
                    + " with --set environment.weeks=" + episodes + ".");
        }
        if (trials == null) {
            return given;
        }
        Settings changed = given.with("comparison.experiments", trials.toString())
                .with("comparison.sweep-experiments", trials.toString());
        String relabelling = "comparison.relabelling-experiments";
        return given.has(relabelling) ? changed.with(relabelling, trials.toString()) : changed;
    }

    private int threads() {
        if (threads != null && threads < 1) {
            throw new UserMistake("--threads is " + threads + ", but at least 1 has to play.");
        }
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private OutputFile page(String name) {
        return new OutputFile(
                report == null ? Path.of("runs", name + "-comparison.html") : report,
                "The report",
                "Name a file with --report.");
    }
}
