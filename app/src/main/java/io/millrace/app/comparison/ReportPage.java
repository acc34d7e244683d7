package io.millrace.app.comparison;

import io.millrace.app.comparison.Results.EntryScore;
import io.millrace.app.comparison.Results.StartScores;
import io.millrace.app.comparison.Results.SweepScores;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Level;
import io.millrace.app.report.LineChart.Line;
import io.millrace.app.report.Markup;
import io.millrace.app.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Results as one HTML page that asks for nothing else, and is well-formed XML. */
public final class ReportPage {

    private static final int COLOURS = 8;

    private final Results results;
    private final Markup page;

    private ReportPage(Results results) {
        this.results = results;
        this.page = Markup.page("Comparison: " + results.study());
    }

    /** The page. */
    public static String of(Results results) {
        return new ReportPage(results).write();
    }

    private String write() {
        head();
        scores();
        curves();
        dispersion();
        tests();
        sensitivity();
        starts();
        published();
        definitions();
        settings();
        return page.endOfPage();
    }

    private void head() {
        page.element("h1", "Comparison: " + results.study());
        page.raw(
                "<p class=\"sub\">%d episodes, %d trials, %d episodes of the greedy policy after each. Seed %d, settings"
                        + " %s.</p>",
                results.scope().episodes(),
                results.scope().trials(),
                results.scope().greedyEpisodes(),
                results.seed(),
                results.settingsHash().substring(0, 12));
        page.raw(
                "<p class=\"best\">Best: <strong>%s</strong></p>",
                Markup.escape(results.verdict().best()));
        results.verdict().evidence().forEach(sentence -> page.element("p", sentence));
    }

    private void scores() {
        page.element("h2", "What each earned");
        List<List<String>> rows = new ArrayList<>();
        for (EntryScore entry : results.entries()) {
            Score score = entry.score();
            @Nullable Spread regret = score.regret();
            rows.add(List.of(
                    label(entry),
                    plusMinus(score.efficiency()),
                    TextTable.number(score.efficiency().deviation()),
                    TextTable.number(score.first()),
                    TextTable.number(score.last()),
                    ResultsText.convergence(score),
                    plusMinus(score.greedy()),
                    TextTable.number(score.greedy().deviation()),
                    regret == null ? "–" : String.format(Locale.ROOT, "%.1f ± %.1f", regret.mean(), regret.error()),
                    String.format(Locale.ROOT, "%.0f", score.steps())));
        }
        rows.add(baselineRow("random", results.baseline().random()));
        @Nullable Double optimum = results.baseline().optimum();
        if (optimum != null) {
            rows.add(baselineRow("optimum", optimum));
        }
        page.table(
                "Undiscounted returns; ± is the standard error over the trials",
                List.of(
                        "",
                        "policy efficiency",
                        "deviation",
                        "first 10",
                        "last 50",
                        "convergence",
                        "final policy",
                        "deviation",
                        "regret",
                        "steps"),
                rows);
    }

    private static List<String> baselineRow(String name, double value) {
        String number = TextTable.number(value);
        return List.of(name, number, "", "", "", "", number, "", "", "");
    }

    private void curves() {
        page.element("h2", "Learning curves");
        List<Line> averages = lines(entry -> entry.score().movingAverage());
        // The first episodes of what has not begun to learn would press all else together.
        double least = Math.min(
                results.baseline().random(),
                averages.stream()
                        .flatMapToDouble(line -> numbers(line.values()
                                .subList(line.values().size() / 4, line.values().size())))
                        .min()
                        .orElse(0));
        double greatest = Math.max(
                best(),
                averages.stream()
                        .flatMapToDouble(line -> numbers(line.values()))
                        .max()
                        .orElse(0));
        page.raw(new LineChart(
                        "Mean return over " + results.scope().trials()
                                + " trials, moving average of 10 episodes; what lies further below is cut off",
                        "episode",
                        "return",
                        averages,
                        levels(results.baseline()),
                        least,
                        greatest,
                        List.of())
                .svg());
        List<Line> regrets = lines(entry -> entry.score().cumulativeRegret());
        if (results.baseline().optimum() != null) {
            page.raw(new LineChart(
                            "Regret: what was missed of the optimum up to each episode, mean over the trials",
                            "episode",
                            "regret",
                            regrets,
                            List.of(),
                            0,
                            regrets.stream()
                                    .flatMapToDouble(line -> numbers(line.values()))
                                    .max()
                                    .orElse(1),
                            List.of())
                    .svg());
        }
        curveNumbers();
    }

    private void curveNumbers() {
        List<String> head = new ArrayList<>(List.of("episode"));
        results.entries().forEach(entry -> head.add(entry.name()));
        List<List<String>> rows = new ArrayList<>();
        int episodes = results.scope().episodes();
        for (int episode = 10; episode <= episodes; episode += Math.max(10, episodes / 20)) {
            List<String> row = new ArrayList<>(List.of("" + episode));
            for (EntryScore entry : results.entries()) {
                row.add(TextTable.number(entry.score().movingAverage().get(episode - 1)));
            }
            rows.add(row);
        }
        page.raw("<details><summary>The curves in numbers</summary>");
        page.table("Moving average of 10 episodes, mean over the trials", head, rows);
        page.raw("</details>");
    }

    private void dispersion() {
        page.element("h2", "Dispersion over the trials");
        page.element("p", "A point for each trial; rings stand for trials that lie further to the left.");
        page.raw(new SpreadChart(
                        "Policy efficiency: mean return over all episodes of each trial, with mean and 95 % interval",
                        "return", rows(entry -> entry.score().efficiency()), levels(results.baseline()), floor())
                .svg());
        page.raw(new SpreadChart(
                        "Final policy: mean return of the greedy policy of each trial, with mean and 95 % interval",
                        "return", rows(entry -> entry.score().greedy()), levels(results.baseline()), floor())
                .svg());
    }

    private void tests() {
        PairTestTables.head(page);
        PairTestTables.table(page, "Policy efficiency", results.efficiencyTests());
        PairTestTables.table(page, "Final policy", results.greedyTests());
    }

    private void sensitivity() {
        if (results.sensitivity().isEmpty()) {
            return;
        }
        page.element("h2", "Sensitivity to settings");
        page.element(
                "p",
                results.scope().sensitivityTrials()
                        + " trials for each value. The range is the greatest policy efficiency minus the least.");
        List<List<String>> rows = new ArrayList<>();
        for (SweepScores sweep : results.sensitivity()) {
            for (Results.ValueScore value : sweep.values()) {
                rows.add(List.of(
                        sweep.entry() + ": " + sweep.setting(),
                        value.value(),
                        plusMinus(value.score().efficiency()),
                        ResultsText.convergence(value.score()),
                        plusMinus(value.score().greedy()),
                        TextTable.number(sweep.range())));
            }
        }
        page.table(
                "Other values of one setting",
                List.of("setting", "value", "policy efficiency", "convergence", "final policy", "range"),
                rows);
        for (SweepScores sweep : results.sensitivity()) {
            page.raw(new SpreadChart(
                            "Policy efficiency of " + sweep.entry() + " over " + sweep.setting(),
                            "return",
                            sweep.values().stream()
                                    .map(value -> new SpreadChart.Row(
                                            value.value(),
                                            colour(sweep.entry()),
                                            value.score().efficiency()))
                                    .toList(),
                            levels(results.baseline()),
                            floor())
                    .svg());
        }
    }

    private void starts() {
        if (results.starts().isEmpty()) {
            return;
        }
        page.element("h2", "Sensitivity to the start");
        page.element("p", results.scope().sensitivityTrials() + " trials for each entry and start.");
        startTable("Policy efficiency", Score::efficiency);
        startTable("Final policy", Score::greedy);
        List<String> labels = results.starts().stream().map(StartScores::name).toList();
        List<Line> lines = new ArrayList<>(lines(entry -> results.starts().stream()
                .map(start -> scoreAt(start, entry.name()).greedy().mean())
                .toList()));
        if (results.starts().stream().allMatch(start -> start.baseline().optimum() != null)) {
            lines.add(new Line(
                    "optimum",
                    COLOURS - 1,
                    true,
                    results.starts().stream()
                            .map(start -> start.baseline().optimum())
                            .map(optimum -> optimum == null ? 0 : optimum)
                            .toList()));
        }
        page.raw(LineChart.of("Final policy at each start", "start", "return", lines, labels)
                .svg());
    }

    private void startTable(String measure, Function<Score, Spread> of) {
        List<String> head = new ArrayList<>(List.of("start"));
        results.entries().forEach(entry -> head.add(entry.name()));
        head.add("random");
        head.add("optimum");
        List<List<String>> rows = new ArrayList<>();
        for (StartScores start : results.starts()) {
            List<String> row = new ArrayList<>(List.of(start.name()));
            results.entries()
                    .forEach(entry -> row.add(TextTable.number(
                            of.apply(scoreAt(start, entry.name())).mean())));
            row.add(TextTable.number(start.baseline().random()));
            @Nullable Double optimum = start.baseline().optimum();
            row.add(optimum == null ? "–" : TextTable.number(optimum));
            rows.add(row);
        }
        page.table(measure, head, rows);
    }

    private static Score scoreAt(StartScores start, String entry) {
        @Nullable Score score = start.scores().get(entry);
        if (score == null) {
            throw new IllegalStateException("Entry " + entry + " was not played from " + start.name() + ".");
        }
        return score;
    }

    private void published() {
        @Nullable Published published = results.published();
        if (published == null) {
            return;
        }
        page.element("h2", "What the source document shows");
        List<List<String>> rows = new ArrayList<>();
        for (Published.Row row : published.rows()) {
            Score ours = results.entries().stream()
                    .filter(entry -> entry.name().equals(row.entry()))
                    .findFirst()
                    .orElseThrow()
                    .score();
            rows.add(List.of(
                    row.entry(),
                    String.format(Locale.ROOT, "%.2f", row.mean()),
                    row.convergence() == 0 ? "none" : "" + row.convergence(),
                    TextTable.number(ours.efficiency().mean()),
                    ResultsText.convergence(ours)));
        }
        page.table(
                "Printed in " + published.source() + ", beside ours",
                List.of(
                        "",
                        "mean return, printed",
                        "convergence, printed",
                        "policy efficiency, ours",
                        "convergence, ours"),
                rows);
        published.remarks().forEach(remark -> page.element("p", remark));
    }

    private void definitions() {
        page.element("h2", "What the measures mean");
        page.raw("<dl>");
        page.definition("return", "sum of an episode's rewards, undiscounted");
        page.definition("policy efficiency", "mean return over all episodes of learning and all trials");
        page.definition(
                "convergence",
                "the first episode such that the mean return of it and the 9 before it is at least that of the last 50"
                        + " episodes, less 0.1; none where the last 50 are not 0.5 above random. In brackets the"
                        + " learning efficiency: that episode as a share of all");
        page.definition("final policy", "mean return of the greedy policy after the last episode of learning");
        page.definition("regret", "sum over the episodes of what the return lacks of the optimum");
        page.definition("deviation", "standard deviation over the trials");
        page.definition("steps", "mean number of environment steps that a trial learned from");
        page.raw("</dl>");
    }

    private void settings() {
        page.element("h2", "Settings");
        page.element(
                "p",
                "Trial i of any entry draws all its chance from seed " + results.seed()
                        + " + i, counted from 0: the same command gives the same numbers.");
        for (EntryScore entry : results.entries()) {
            page.foldedText(entry.name(), entry.settings());
        }
    }

    private List<Line> lines(Function<EntryScore, List<Double>> values) {
        return results.entries().stream()
                .map(entry -> new Line(label(entry), colour(entry.name()), entry.reference(), values.apply(entry)))
                .toList();
    }

    private List<SpreadChart.Row> rows(Function<EntryScore, Spread> spread) {
        return results.entries().stream()
                .map(entry -> new SpreadChart.Row(entry.name(), colour(entry.name()), spread.apply(entry)))
                .toList();
    }

    private int colour(String name) {
        return IntStream.range(0, results.entries().size())
                        .filter(i -> results.entries().get(i).name().equals(name))
                        .findFirst()
                        .orElse(0)
                % COLOURS;
    }

    private double best() {
        @Nullable Double optimum = results.baseline().optimum();
        return optimum == null ? results.baseline().random() : optimum;
    }

    /** Twice as far from the best as random actions are: who is below is lost, and it does not matter how far. */
    private double floor() {
        @Nullable Double optimum = results.baseline().optimum();
        return optimum == null
                ? Double.NEGATIVE_INFINITY
                : 2 * results.baseline().random() - optimum;
    }

    private static List<Level> levels(Baseline baseline) {
        @Nullable Double optimum = baseline.optimum();
        Level random = new Level("random", baseline.random());
        return optimum == null ? List.of(random) : List.of(random, new Level("optimum", optimum));
    }

    private static DoubleStream numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue);
    }

    private static String label(EntryScore entry) {
        return entry.name() + (entry.reference() ? " (reference)" : "");
    }

    private static String plusMinus(Spread spread) {
        return String.format(Locale.ROOT, "%.3f ± %.3f", spread.mean(), spread.error());
    }
}
