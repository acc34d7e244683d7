package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.app.sweep.Grid;
import io.millrace.app.sweep.Sweep;
import io.millrace.app.sweep.SweepFolder;
import io.millrace.app.sweep.SweepPage;
import io.millrace.app.sweep.SweepProgress;
import io.millrace.app.sweep.SweepResults;
import io.millrace.app.sweep.SweepText;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace sweep FILE}. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Repeats one run over several seeds, and over every combination of the values that --set lists. Says how"
                    + " good each is and how sure that is: mean, interquartile mean and probability of improvement,"
                    + " with 95 %% bootstrap intervals, and learning curves.",
            "A trial is the run that millrace local --bus memory plays with the same settings: in lock-step, its weights"
                    + " are the same to the bit. Finished trials are kept in FOLDER/RUN-sweep: the same command, or one"
                    + " with more seeds or values, plays only what is missing. Failed ones are tried again."
        },
        footer = {
            "",
            "Examples:",
            "  millrace sweep examples/allocation.yaml",
            "  millrace sweep examples/cart-pole.yaml --set algorithm.learning-rate=1e-3,3e-4 --report sweep.html",
            "  millrace sweep examples/cart-pole.yaml --seeds 11-20 --set policy.hidden=[64,64],[32] --set"
                    + " algorithm.clip=0.1,0.2",
            "  millrace sweep examples/cart-pole.yaml --bar 475",
            "",
            "Exit codes: 0 all trials were done, and every combination clears the bar if there is one; 1 a trial failed,"
                    + " a bar was missed, or the sweep was stopped; 2 something in the command has to be put right."
        })
final class SweepCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Settings of the run, such as examples/allocation.yaml.")
    private Path file = Path.of("");

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            defaultValue = "5",
            description = "How many: 5 stands for 1 to 5. Or which: 11-18, or 3,5,7 (default: ${DEFAULT-VALUE}).")
    private String seeds = "5";

    @Option(
            names = "--set",
            paramLabel = "KEY=A,B,C",
            description = "Values of a setting, of which each is tried with all values of the others; one value holds"
                    + " for all. Commas inside brackets separate nothing: policy.hidden=[64,64],[32]. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "KEY=VALUE",
            description = "The combination that the others are measured against (default: the first). Repeat it for"
                    + " each setting that is swept.")
    private List<String> baseline = new ArrayList<>();

    @Option(
            names = "--bar",
            paramLabel = "RETURN",
            description = "What the lower end of the mean's 95 %% interval has to reach in every combination.")
    private @Nullable Double bar;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials at a time (default: as many as processors and memory allow).")
    private @Nullable Integer jobs;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--fresh", description = "Play all trials anew, also those that are done.")
    private boolean fresh;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a report with charts: one HTML file that needs no other.")
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
    SweepCommand(Map<String, String> variables, boolean terminal) {
        this.variables = variables;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Grid grid = Grid.read(file, variables, sets, seeds, baseline);
        requireSense(grid);
        OutputFile page = report == null
                ? null
                : new OutputFile(report, "The report", "Name a file with --report.").requireWritable();
        Optional<SweepResults> results;
        try (SweepFolder folder = SweepFolder.open(data, grid.run())) {
            results = logged(folder, new Sweep(grid, folder, jobs == null ? 0 : jobs, fresh));
        }
        if (results.isEmpty()) {
            say("Stopped before the last trial. The same command goes on with those that are not done.");
            return 1;
        }
        // First what needs no file: where the report cannot be written after all, hours of work are still shown.
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? RunFolder.json(results.get()) : SweepText.of(results.get()));
        out.flush();
        if (page != null) {
            page.write(SweepPage.of(results.get()));
            say("Report: " + page.path());
        }
        return results.get().asWished() ? 0 : 1;
    }

    private void requireSense(Grid grid) {
        if (jobs != null && jobs < 1) {
            throw new UserMistake("--jobs is " + jobs + ", but at least 1 trial has to be played at a time.");
        }
        if (bar != null && !Double.isFinite(bar)) {
            throw new UserMistake("--bar is " + bar + ", which no return can be held against. Name a number.");
        }
        if (bar != null && grid.seeds().size() < 2) {
            throw new UserMistake("--bar looks at an interval over the seeds, but there is only one seed. Take at least"
                    + " 2, better 5: --seeds 5.");
        }
    }

    private Optional<SweepResults> logged(SweepFolder folder, Sweep sweep) {
        LocalLog log = LocalLog.writeTo(folder.log());
        try {
            return play(sweep);
        } finally {
            log.close();
        }
    }

    private Optional<SweepResults> play(Sweep sweep) {
        if (sweep.kept() > 0) {
            say(sweep.kept() + " of " + sweep.size() + " trials are done already and are not played again.");
        }
        if (sweep.kept() < sweep.size()) {
            say((sweep.size() - sweep.kept()) + " trials to play, " + sweep.jobs() + " at a time.");
        }
        StopHook hook = StopHook.calling(sweep::stop);
        try {
            return sweep.run(new SweepProgress(spec.commandLine().getErr(), sweep.kept(), sweep.jobs(), terminal), bar);
        } finally {
            hook.forget();
        }
    }

    private void say(String words) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }
}
