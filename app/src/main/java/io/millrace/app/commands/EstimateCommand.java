package io.millrace.app.commands;

import io.millrace.app.evaluation.ControlPicture;
import io.millrace.app.migration.EstimateOptions;
import io.millrace.app.migration.EstimatePage;
import io.millrace.app.migration.EstimatePicture;
import io.millrace.app.migration.EstimateText;
import io.millrace.app.migration.Panel;
import io.millrace.app.migration.PanelFile;
import io.millrace.app.migration.UtilityEstimate;
import io.millrace.app.migration.UtilityEstimation;
import io.millrace.app.report.StatusLine;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace migration estimate --panel FILE}. */
@Command(
        name = "estimate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Estimates how attractive regions are from where people worked, year by year: the utilities of environment"
                    + " migration.",
            "FILE is CSV with a column Region and a column for each year (at least 3, without a gap, in any order), one"
                    + " row for each region, and the labour force above 0 in each cell, best in thousands. Without it"
                    + " the product's own panel is used: 80 regions of Russia, 2000 to 2021.",
            "The model: from year to year a person stays or goes where the utility is higher, figures are Laplace around"
                    + " it, utilities are standard normal before anything is seen. Chains draw utilities that the"
                    + " figures allow; a table shows their means and the intervals in which they lie with probability"
                    + " 95 %%.",
            "Look at R-hat (at most 1.01) and the effective sample size (at least 100 a chain) first: a warning says"
                    + " when the draws cannot be relied on. Then at the years held out, beside the naive forecast that"
                    + " nobody moves."
        },
        footer = {
            "",
            "Examples:",
            "  millrace migration estimate --report utilities.html",
            "  millrace migration estimate --panel workforce.csv --fit-until 2018 --table regions.csv",
            "  millrace migration estimate --panel workforce.csv --draws 4000 --seed 7 --json",
            "The same panel, options and seed give the same numbers. Exit codes: 0 done (also with a warning), 1 failed,"
                    + " 2 something has to be put right."
        })
final class EstimateCommand implements Callable<Integer> {

    @Option(
            names = "--panel",
            paramLabel = "FILE",
            description = "The labour force of regions over the years (default: the product's own).")
    private @Nullable Path panel;

    @Option(
            names = "--fit-until",
            paramLabel = "YEAR",
            description = "Last year that the estimate sees; later ones are held out to judge it (default: all but the"
                    + " last seventh of the years, at most three: 2018 for the product's).")
    private @Nullable Integer fitUntil;

    @Option(
            names = "--growth",
            paramLabel = "SHARE",
            description =
                    "Yearly growth of the whole (default: by the panel's totals until --fit-until; 0.00066 for the"
                            + " product's panel, as its source has it).")
    private @Nullable Double growth;

    @Option(
            names = "--chains",
            paramLabel = "N",
            defaultValue = "4",
            description = "Chains that draw, each from a place of its own (default: ${DEFAULT-VALUE}).")
    private int chains = 4;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "500",
            description = "Draws of each chain that tune its steps and are forgotten (default: ${DEFAULT-VALUE}).")
    private int warmUp = 500;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Draws of each chain that are kept (default: ${DEFAULT-VALUE}).")
    private int draws = 1000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--table",
            paramLabel = "CSV",
            description = "Write the regions with the share of the last year and the mean utility, as"
                    + " environment.table of environment migration reads them.")
    private @Nullable Path table;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page with charts of the estimates and all numbers, one HTML file that needs no"
                    + " other.")
    private @Nullable Path report;

    @Option(names = "--png", paramLabel = "FILE", description = "Write the chart of the estimates as a PNG picture.")
    private @Nullable Path png;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final boolean terminal;

    /** @param terminal whether a person watches */
    EstimateCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        requireDifferentFiles();
        @Nullable OutputFile csv = wanted(table, "The table", "--table");
        @Nullable OutputFile page = wanted(report, "The report", "--report");
        @Nullable OutputFile picture = wanted(png, "The picture", "--png");
        if (picture != null) {
            ControlPicture.requireDrawable();
        }
        Panel figures = panel == null ? PanelFile.ofProduct() : PanelFile.read(panel);
        UtilityEstimation estimation = UtilityEstimation.of(
                panel == null ? "the product's panel" : panel.toString(),
                figures,
                options(),
                Math.min(chains, Runtime.getRuntime().availableProcessors()));
        PrintWriter err = spec.commandLine().getErr();
        Optional<UtilityEstimate> found = run(estimation, err);
        if (found.isEmpty()) {
            err.println("Stopped before the last draw. Nothing was written.");
            return 1;
        }
        UtilityEstimate estimate = found.get();
        spec.commandLine().getOut().println(json ? RunFolder.json(estimate) : EstimateText.of(estimate));
        if (json) {
            estimate.warnings().forEach(warning -> err.println("Warning: " + warning));
        }
        if (csv != null) {
            written(csv, EstimateText.table(estimate, figures).getBytes(StandardCharsets.UTF_8), err);
        }
        if (page != null) {
            written(page, EstimatePage.of(estimate).getBytes(StandardCharsets.UTF_8), err);
        }
        if (picture != null) {
            written(picture, EstimatePicture.png(estimate), err);
        }
        return 0;
    }

    private EstimateOptions options() {
        Double usual = panel == null ? Double.valueOf(UtilityEstimation.GROWTH_OF_PRODUCT) : null;
        return new EstimateOptions(fitUntil, growth == null ? usual : growth, chains, warmUp, draws, seed);
    }

    private Optional<UtilityEstimate> run(UtilityEstimation estimation, PrintWriter err) {
        long startedAt = System.nanoTime();
        StatusLine status = new StatusLine(err, terminal, Duration.ofMillis(250), Duration.ofSeconds(10));
        StopHook hook = StopHook.calling(estimation::stop);
        try {
            Optional<UtilityEstimate> found = estimation.run(
                    made -> status.say(() -> made + " of " + estimation.draws() + " draws made, warming up included"));
            status.end();
            err.printf(Locale.ROOT, "Estimated in %.1f s.%n", (System.nanoTime() - startedAt) / 1e9);
            return found;
        } finally {
            hook.forget();
        }
    }

    private static void written(OutputFile file, byte[] content, PrintWriter err) {
        file.write(content);
        err.println(file.what() + " is in " + file.path());
    }

    private static @Nullable OutputFile wanted(@Nullable Path file, String what, String option) {
        return file == null
                ? null
                : new OutputFile(file, what, "Name another file with " + option + ".").requireWritable();
    }

    private void requireDifferentFiles() {
        List<Path> named = new ArrayList<>();
        for (Path file : new Path[] {panel, table, report, png}) {
            if (file != null) {
                named.add(file.toAbsolutePath().normalize());
            }
        }
        Set<Path> seen = new HashSet<>();
        for (Path file : named) {
            if (!seen.add(file)) {
                throw new UserMistake("Two options name the file " + file
                        + ", and the one would replace the other. Give each of --panel, --table, --report and --png a"
                        + " file of its own.");
            }
        }
    }
}
