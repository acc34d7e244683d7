package io.millrace.app.comparison;

import static io.millrace.app.report.TextTable.aligned;
import static io.millrace.app.report.TextTable.number;
import static io.millrace.app.report.TextTable.probability;
import static io.millrace.app.report.TextTable.wrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as tables of plain text. */
public final class ResultsText {

    private static final List<String> SCORE_HEAD = List.of(
            "",
            "mean return",
            "deviation",
            "first 10",
            "last 50",
            "convergence",
            "greedy policy",
            "deviation",
            "regret",
            "steps");

    private ResultsText() {}

    /** Several lines, without the last line break. */
    public static String of(Results results) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%s: %d episodes, %d trials, seed %d (settings %s)",
                results.study(),
                results.scope().episodes(),
                results.scope().trials(),
                results.seed(),
                results.settingsHash().substring(0, 12)));
        lines.add("");
        lines.addAll(aligned(scores(results)));
        lines.add("");
        lines.add(
                "Tests between each pair: Student's t and Wilcoxon's signed ranks, p two-sided; * both below 5 % with all"
                        + " pairs taken together");
        lines.addAll(aligned(tests(results)));
        if (!results.sensitivity().isEmpty()) {
            lines.add("");
            lines.add("Sensitivity to settings: mean return, and what the greedy policy earns");
            lines.addAll(aligned(sensitivity(results)));
        }
        if (!results.starts().isEmpty()) {
            lines.add("");
            lines.add("Sensitivity to the start: mean return / greedy policy");
            lines.addAll(aligned(starts(results)));
        }
        published(results, lines);
        lines.add("");
        lines.add("Best: " + results.verdict().best());
        results.verdict().evidence().forEach(sentence -> lines.addAll(wrapped(sentence)));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<List<String>> scores(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(SCORE_HEAD);
        for (Results.EntryScore entry : results.entries()) {
            rows.add(row(entry.name() + (entry.reference() ? " (reference)" : ""), entry.score()));
        }
        rows.add(List.of("random", number(results.baseline().random())));
        @Nullable Double optimum = results.baseline().optimum();
        if (optimum != null) {
            rows.add(List.of("optimum", number(optimum)));
        }
        return rows;
    }

    private static List<String> row(String name, Score score) {
        @Nullable Spread regret = score.regret();
        return List.of(
                name,
                number(score.efficiency().mean()),
                number(score.efficiency().deviation()),
                number(score.first()),
                number(score.last()),
                convergence(score),
                number(score.greedy().mean()),
                number(score.greedy().deviation()),
                regret == null ? "-" : format("%.1f", regret.mean()),
                format("%.0f", score.steps()));
    }

    private static List<List<String>> tests(Results results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "mean return", "p (t)", "p (ranks)", "", "greedy policy", "p (t)", "p (ranks)", ""));
        for (int i = 0; i < results.efficiencyTests().size(); i++) {
            PairTest efficiency = results.efficiencyTests().get(i);
            PairTest greedy = results.greedyTests().get(i);
            rows.add(List.of(
                    efficiency.first() + " - " + efficiency.second(),
                    number(efficiency.difference()),
                    probability(efficiency.tProbability()),
                    probability(efficiency.ranksProbability()),
                    efficiency.toldApart() ? "*" : "",
                    number(greedy.difference()),
                    probability(greedy.tProbability()),
                    probability(greedy.ranksProbability()),
                    greedy.toldApart() ? "*" : ""));
        }
        return rows;
    }

    private static List<List<String>> sensitivity(Results results) {
        List<List<String>> rows = new ArrayList<>();
        for (Results.SweepScores sweep : results.sensitivity()) {
            for (Results.ValueScore value : sweep.values()) {
                rows.add(List.of(
                        sweep.entry() + ", " + sweep.setting(),
                        value.value(),
                        number(value.score().efficiency().mean()),
                        number(value.score().greedy().mean())));
            }
        }
        return rows;
    }

    private static List<List<String>> starts(Results results) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        results.entries().forEach(entry -> head.add(entry.name()));
        head.add("random");
        head.add("optimum");
        rows.add(head);
        for (Results.StartScores start : results.starts()) {
            List<String> row = new ArrayList<>(List.of(start.name()));
            start.scores()
                    .values()
                    .forEach(score -> row.add(number(score.efficiency().mean()) + " / "
                            + number(score.greedy().mean())));
            row.add(number(start.baseline().random()));
            @Nullable Double optimum = start.baseline().optimum();
            row.add(optimum == null ? "-" : number(optimum));
            rows.add(row);
        }
        return rows;
    }

    private static void published(Results results, List<String> lines) {
        @Nullable Published published = results.published();
        if (published == null) {
            return;
        }
        lines.add("");
        lines.add("Printed in " + published.source());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "mean return", "convergence"));
        for (Published.Row row : published.rows()) {
            rows.add(List.of(
                    row.entry(), format("%.2f", row.mean()), row.convergence() == 0 ? "none" : "" + row.convergence()));
        }
        lines.addAll(aligned(rows));
        published.remarks().forEach(remark -> lines.addAll(wrapped(remark)));
    }

    /** Episode of convergence, with the share of the episodes that it is. */
    static String convergence(Score score) {
        @Nullable Integer episode = score.convergenceEpisode();
        @Nullable Double share = score.learningEfficiency();
        return episode == null || share == null ? "none" : format("%d (%.2f)", episode, share);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
