package io.millrace.app.comparison;

import io.millrace.app.report.Markup;
import io.millrace.app.report.TextTable;
import java.util.List;
import java.util.Locale;

/** Tests between each pair as a part of a page. */
public final class PairTestTables {

    private PairTestTables() {}

    /** The heading, and how the tables are to be read. */
    public static void head(Markup page) {
        page.element("h2", "Tests between each pair");
        page.element(
                "p",
                "Student's t for independent samples, without taking their variances as equal (Welch), and Wilcoxon's"
                        + " signed ranks over the trials, which share their seeds. All probabilities are two-sided. The"
                        + " adjusted ones hold for all pairs of a table together (Holm). A pair is told apart where both"
                        + " adjusted ones are below 5 %.");
    }

    /** The tests by one measure. */
    public static void table(Markup page, String measure, List<PairTest> tests) {
        List<List<String>> rows = tests.stream()
                .map(test -> List.of(
                        test.first() + " – " + test.second(),
                        TextTable.number(test.difference()),
                        String.format(Locale.ROOT, "%.2f", test.t()),
                        TextTable.probability(test.tProbability()),
                        TextTable.probability(test.tAdjusted()),
                        String.format(Locale.ROOT, "%.1f", test.ranks()),
                        TextTable.probability(test.ranksProbability()),
                        TextTable.probability(test.ranksAdjusted()),
                        test.toldApart() ? "yes" : "no"))
                .toList();
        page.table(
                measure,
                List.of(
                        "",
                        "difference",
                        "t",
                        "p (t)",
                        "p (t), adjusted",
                        "W",
                        "p (W)",
                        "p (W), adjusted",
                        "told apart"),
                rows);
    }
}
