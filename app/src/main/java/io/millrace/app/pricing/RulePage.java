package io.millrace.app.pricing;

import static io.millrace.app.pricing.RuleText.label;
import static io.millrace.app.pricing.RuleText.percent;
import static io.millrace.app.pricing.RuleText.tenths;
import static io.millrace.app.pricing.RuleText.whole;
import static io.millrace.app.report.TextTable.number;

import io.millrace.app.comparison.PairTestTables;
import io.millrace.app.comparison.Spread;
import io.millrace.app.comparison.SpreadChart;
import io.millrace.app.pricing.RuleResults.EntryScore;
import io.millrace.app.pricing.RuleResults.LineScores;
import io.millrace.app.pricing.RuleResults.RelabelledScore;
import io.millrace.app.pricing.RuleResults.SweepScores;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Line;
import io.millrace.app.report.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a comparison of rules found, as one HTML page that asks for nothing else and is well-formed XML. */
public final class RulePage {

    private static final int COLOURS = 12;

    /** More weeks than this stand at a scale, without a label and a dot each. */
    private static final int LABELLED_WEEKS = 26;

    private final RuleResults results;
    private final Markup page;

    private RulePage(RuleResults results) {
        this.results = results;
        this.page = Markup.page("Comparison: " + results.study());
    }

    /** The page. */
    public static String of(RuleResults results) {
        return new RulePage(results).write();
    }

    private String write() {
        head();
        scores();
        weeks();
        results.sweeps().forEach(this::sweep);
        relabelling();
        tests();
        definitions();
        settings();
        return page.endOfPage();
    }

    private void head() {
        page.element("h1", "Comparison: " + results.study());
        page.raw(
                "<p class=\"sub\">%d experiments of %d stores and %d weeks. Seed %d, settings %s.</p>",
                results.scope().experiments(),
                results.stores(),
                results.weeks(),
                results.seed(),
                results.settingsHash().substring(0, 12));
        page.raw("<p class=\"best\">Best: <strong>%s</strong></p>", Markup.escape(results.best()));
        results.evidence().forEach(sentence -> page.element("p", sentence));
    }

    private void scores() {
        page.element("h2", "How each rule did");
        List<List<String>> rows = new ArrayList<>();
        for (EntryScore entry : results.entries()) {
            RuleScore score = entry.score();
            rows.add(List.of(
                    label(entry.name(), entry.reference()),
                    percent(score.regretPercent().mean()) + " ± "
                            + percent(score.regretPercent().error()),
                    percent(score.regretPercent().low()) + " to "
                            + percent(score.regretPercent().high()),
                    whole(score.regret().mean()) + " ± " + whole(score.regret().error()),
                    plusMinus(score.hit()),
                    plusMinus(score.last()),
                    tenths(score.changes().mean()) + " ± "
                            + tenths(score.changes().error()),
                    String.valueOf(score.experiments())));
        }
        page.table(
                "Means over the experiments; ± is the standard error",
                List.of(
                        "",
                        "regret %",
                        "95 % interval",
                        "regret",
                        "hit",
                        "right in the last week",
                        "price changes",
                        "experiments"),
                rows);
        page.raw(new SpreadChart(
                        "Regret of each experiment, with mean and 95 % interval",
                        "regret, % of what the best price earns",
                        results.entries().stream()
                                .map(entry -> new SpreadChart.Row(
                                        entry.name(),
                                        colour(entry.name()),
                                        Spread.of(entry.regretPercent().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .toArray())))
                                .toList(),
                        List.of(),
                        Double.NEGATIVE_INFINITY)
                .svg());
    }

    private void weeks() {
        page.element("h2", "Week by week");
        List<String> labels = results.weeks() > LABELLED_WEEKS
                ? List.of()
                : IntStream.rangeClosed(1, results.weeks())
                        .mapToObj(String::valueOf)
                        .toList();
        weeks("Share of right prices", "share of stores", RuleScore::rightByWeek, labels);
        weeks("Regret", "% of what the best price earns", RuleScore::regretByWeek, labels);
        weeks("Price changes", "stores", RuleScore::changesByWeek, labels);
    }

    private void weeks(String title, String up, Function<RuleScore, List<Double>> of, List<String> labels) {
        chart(
                title + " in each week",
                "week",
                up,
                results.entries().stream()
                        .map(entry -> line(entry.name(), entry.reference(), of.apply(entry.score())))
                        .toList(),
                labels);
    }

    private void sweep(SweepScores sweep) {
        page.element("h2", "By " + sweep.name());
        page.element("p", "Setting " + sweep.setting() + ".");
        List<List<String>> rows = new ArrayList<>();
        for (LineScores line : sweep.lines()) {
            for (int i = 0; i < sweep.values().size(); i++) {
                RuleScore score = line.scores().get(i);
                rows.add(List.of(
                        label(line.entry(), line.reference()),
                        sweep.values().get(i),
                        percent(score.regretPercent().mean()) + " ± "
                                + percent(score.regretPercent().error()),
                        plusMinus(score.hit()),
                        plusMinus(score.last()),
                        tenths(score.changes().mean()),
                        String.valueOf(score.experiments())));
            }
        }
        sweep(sweep, "Right recommendations", "share of experiments", score -> score.hit()
                .mean());
        sweep(sweep, "Right prices in the last week", "share of stores", score -> score.last()
                .mean());
        sweep(sweep, "Regret", "% of what the best price earns", score -> score.regretPercent()
                .mean());
        sweep(sweep, "Price changes", "stores, all weeks", score -> score.changes()
                .mean());
        page.raw("<details><summary>The numbers</summary>");
        page.table(
                "Means over the experiments; ± is the standard error",
                List.of("", sweep.name(), "regret %", "hit", "right in the last week", "price changes", "experiments"),
                rows);
        page.raw("</details>");
    }

    private void sweep(SweepScores sweep, String title, String up, Function<RuleScore, Double> of) {
        chart(
                title + " by " + sweep.name(),
                sweep.name(),
                up,
                sweep.lines().stream()
                        .map(line -> line(
                                line.entry(),
                                line.reference(),
                                line.scores().stream().map(of).toList()))
                        .toList(),
                sweep.values());
    }

    private void relabelling() {
        if (results.relabelling().isEmpty()) {
            return;
        }
        page.element("h2", "Price tags matched anew");
        page.element(
                "p",
                "Each rule chooses as many stores for each price as before, but which store gets which price is settled"
                        + " so that few change theirs. Where a store's next prices depend on its present one, this"
                        + " changes what can be reached, so that regret stands beside the changes.");
        List<List<String>> rows = new ArrayList<>();
        for (RelabelledScore score : results.relabelling()) {
            rows.add(List.of(
                    score.entry(),
                    tenths(score.without().changes().mean()),
                    tenths(score.with().changes().mean()),
                    RuleText.ratio(score),
                    percent(score.without().regretPercent().mean()),
                    percent(score.with().regretPercent().mean()),
                    number(score.without().hit().mean()),
                    number(score.with().hit().mean()),
                    String.valueOf(score.with().experiments())));
        }
        page.table(
                "Without and with it, over the same experiments",
                List.of(
                        "",
                        "price changes without",
                        "with",
                        "ratio",
                        "regret % without",
                        "with",
                        "hit without",
                        "with",
                        "experiments"),
                rows);
    }

    private void tests() {
        PairTestTables.head(page);
        PairTestTables.table(page, "Regret in percent", results.regretTests());
        PairTestTables.table(page, "Hit", results.hitTests());
    }

    private void definitions() {
        page.element("h2", "What the measures mean");
        page.raw("<dl>");
        page.definition("right", "a price is right if its expected profit is above 99 % of the greatest of the grid");
        page.definition(
                "hit", "share of experiments in which the price that a rule recommends after the last week is right");
        page.definition("right in the last week", "share of stores whose price in the last week is right");
        page.definition(
                "regret",
                "expected profit that the stores' prices miss against the best price of the grid in all stores, summed"
                        + " over the weeks; in percent of what that would have earned");
        page.definition(
                "price changes", "stores whose price is another one than the week before, summed over the weeks");
        page.raw("</dl>");
    }

    private void settings() {
        page.element("h2", "Settings");
        page.element(
                "p",
                "Experiment e of any rule is lane e of a run in lock-step with seed " + results.seed()
                        + ": all rules meet the same chance, and the same command gives the same numbers.");
        for (EntryScore entry : results.entries()) {
            page.foldedText(entry.name(), entry.settings());
        }
    }

    private void chart(String title, String across, String up, List<Line> lines, List<String> labels) {
        page.raw(LineChart.of(title, across, up, lines, labels).svg());
    }

    private Line line(String name, boolean reference, List<Double> values) {
        return new Line(label(name, reference), colour(name), reference, values);
    }

    private int colour(String name) {
        return IntStream.range(0, results.entries().size())
                        .filter(i -> results.entries().get(i).name().equals(name))
                        .findFirst()
                        .orElse(0)
                % COLOURS;
    }

    private static String plusMinus(Estimate estimate) {
        return number(estimate.mean()) + " ± " + number(estimate.error());
    }
}
