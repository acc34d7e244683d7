package io.millrace.app.pricing;

import static io.millrace.app.report.TextTable.aligned;
import static io.millrace.app.report.TextTable.number;
import static io.millrace.app.report.TextTable.probability;
import static io.millrace.app.report.TextTable.wrapped;

import io.millrace.app.comparison.PairTest;
import io.millrace.app.pricing.RuleResults.EntryScore;
import io.millrace.app.pricing.RuleResults.LineScores;
import io.millrace.app.pricing.RuleResults.RelabelledScore;
import io.millrace.app.pricing.RuleResults.SweepScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a comparison of rules found, as tables of plain text. */
public final class RuleText {

    private RuleText() {}

    /** Several lines, without the last line break. */
    public static String of(RuleResults results) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %d experiments of %d stores and %d weeks, seed %d (settings %s)",
                results.study(),
                results.scope().experiments(),
                results.stores(),
                results.weeks(),
                results.seed(),
                results.settingsHash().substring(0, 12)));
        lines.add("");
        lines.addAll(aligned(scores(results)));
        lines.add("");
        lines.add("Tests between each pair: Student's t and Wilcoxon's signed ranks, p two-sided; * both below 5 % with"
                + " all pairs taken together");
        lines.addAll(aligned(tests(results)));
        for (SweepScores sweep : results.sweeps()) {
            lines.add("");
            lines.add("By " + sweep.name() + " (" + sweep.setting() + "): regret % / hit");
            lines.addAll(aligned(sweep(sweep)));
        }
        if (!results.relabelling().isEmpty()) {
            lines.add("");
            lines.add("Price tags matched anew, so that few change: without -> with");
            lines.addAll(aligned(relabelling(results)));
        }
        lines.add("");
        lines.add("Best: " + results.best());
        results.evidence().forEach(sentence -> lines.addAll(wrapped(sentence)));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<List<String>> scores(RuleResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "regret %", "±", "regret", "hit", "±", "last week", "±", "changes", "±", "experiments"));
        for (EntryScore entry : results.entries()) {
            RuleScore score = entry.score();
            rows.add(List.of(
                    label(entry.name(), entry.reference()),
                    percent(score.regretPercent().mean()),
                    percent(score.regretPercent().error()),
                    whole(score.regret().mean()),
                    number(score.hit().mean()),
                    number(score.hit().error()),
                    number(score.last().mean()),
                    number(score.last().error()),
                    tenths(score.changes().mean()),
                    tenths(score.changes().error()),
                    String.valueOf(score.experiments())));
        }
        return rows;
    }

    private static List<List<String>> tests(RuleResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "regret %", "p (t)", "p (ranks)", "", "hit", "p (t)", "p (ranks)", ""));
        for (int i = 0; i < results.regretTests().size(); i++) {
            PairTest regret = results.regretTests().get(i);
            PairTest hit = results.hitTests().get(i);
            rows.add(List.of(
                    regret.first() + " - " + regret.second(),
                    percent(regret.difference()),
                    probability(regret.tProbability()),
                    probability(regret.ranksProbability()),
                    regret.toldApart() ? "*" : "",
                    number(hit.difference()),
                    probability(hit.tProbability()),
                    probability(hit.ranksProbability()),
                    hit.toldApart() ? "*" : ""));
        }
        return rows;
    }

    private static List<List<String>> sweep(SweepScores sweep) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(sweep.values());
        rows.add(head);
        for (LineScores line : sweep.lines()) {
            List<String> row = new ArrayList<>(List.of(label(line.entry(), line.reference())));
            line.scores()
                    .forEach(score -> row.add(percent(score.regretPercent().mean()) + " / "
                            + number(score.hit().mean())));
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> relabelling(RuleResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "changes", "ratio", "regret %", "hit", "experiments"));
        for (RelabelledScore score : results.relabelling()) {
            rows.add(List.of(
                    score.entry(),
                    tenths(score.without().changes().mean()) + " -> "
                            + tenths(score.with().changes().mean()),
                    ratio(score),
                    percent(score.without().regretPercent().mean()) + " -> "
                            + percent(score.with().regretPercent().mean()),
                    number(score.without().hit().mean()) + " -> "
                            + number(score.with().hit().mean()),
                    String.valueOf(score.with().experiments())));
        }
        return rows;
    }

    static String label(String name, boolean reference) {
        return name + (reference ? " (reference)" : "");
    }

    /** Changes with re-matched tags over those without; nothing where there are none without. */
    static String ratio(RelabelledScore score) {
        @Nullable Double ratio = score.ratio();
        return ratio == null ? "none" : number(ratio);
    }

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String tenths(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
