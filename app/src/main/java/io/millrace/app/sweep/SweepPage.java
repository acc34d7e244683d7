package io.millrace.app.sweep;

import io.millrace.app.comparison.Spread;
import io.millrace.app.comparison.SpreadChart;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Band;
import io.millrace.app.report.LineChart.Level;
import io.millrace.app.report.LineChart.Line;
import io.millrace.app.report.Markup;
import io.millrace.app.sweep.PointResult.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.hipparchus.stat.StatUtils;

/** What a sweep came to, as one HTML page that asks for nothing else, and is well-formed XML. */
public final class SweepPage {

    private static final int COLOURS = 12;

    /** Letters that have room beside a row of the chart of scores. */
    private static final int ROOM = 30;

    private final SweepResults results;
    private final Markup page;

    private SweepPage(SweepResults results) {
        this.results = results;
        this.page = Markup.page("Sweep: " + results.run());
    }

    /** The page. */
    public static String of(SweepResults results) {
        return new SweepPage(results).write();
    }

    private String write() {
        page.element("h1", "Sweep: " + results.run());
        page.element("p", SweepText.head(results));
        table("Scores over the seeds", SweepText.points(results));
        results.points()
                .forEach(point -> SweepText.bar(point, results.bar()).forEach(sentence -> page.element("p", sentence)));
        curves();
        scores();
        trials();
        failures();
        definitions();
        return page.endOfPage();
    }

    private void table(String caption, List<List<String>> rows) {
        page.table(caption, rows.get(0), rows.subList(1, rows.size()));
    }

    private void curves() {
        List<Line> lines = new ArrayList<>();
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < results.points().size(); i++) {
            List<CurvePoint> curve = results.points().get(i).curve();
            if (!curve.isEmpty()) {
                List<Double> steps = each(curve, point -> (double) point.steps());
                List<Double> means = each(curve, point -> point.meanReturn().value());
                lines.add(new Line(named(i), i % COLOURS, false, means, steps));
                bands.add(new Band(
                        "",
                        i % COLOURS,
                        each(curve, point -> point.meanReturn().lowest()),
                        each(curve, point -> point.meanReturn().highest()),
                        steps));
            }
        }
        if (!lines.isEmpty()) {
            page.element("h2", "Learning curves");
            page.raw(LineChart.over(
                            "Mean return of the episodes of learning, with its 95 % interval over the seeds",
                            "environment steps", "return", lines, optimum(), bands)
                    .svg());
        }
    }

    private static List<Double> each(List<CurvePoint> curve, Function<CurvePoint, Double> number) {
        return curve.stream().map(number).toList();
    }

    private void scores() {
        List<SpreadChart.Row> rows = new ArrayList<>();
        for (int i = 0; i < results.points().size(); i++) {
            PointResult point = results.points().get(i);
            Estimate mean = point.mean();
            if (mean != null) {
                double[] scores = PointResult.scores(point.seeds());
                rows.add(new SpreadChart.Row(
                        fits(i) ? point.name() : number(i),
                        i % COLOURS,
                        new Spread(
                                mean.value(),
                                Math.sqrt(StatUtils.variance(scores)),
                                mean.lowest(),
                                mean.highest(),
                                point.seeds().stream().map(SeedResult::score).toList())));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        List<Level> levels = new ArrayList<>(optimum());
        if (results.bar() != null) {
            levels.add(new Level("bar", results.bar()));
        }
        page.element("h2", "Scores");
        page.raw(new SpreadChart(
                        "A point for each seed, with their mean and its 95 % interval",
                        "score", rows, levels, Double.NEGATIVE_INFINITY)
                .svg());
    }

    /** A name for the legend, which also says what the chart of scores calls a combination of a long name. */
    private String named(int point) {
        String name = results.points().get(point).name();
        return fits(point) ? name : number(point) + ": " + name;
    }

    private boolean fits(int point) {
        return results.points().get(point).name().length() <= ROOM;
    }

    private static String number(int point) {
        return "combination " + (point + 1);
    }

    /** A level, where it is known and the same for all. */
    private List<Level> optimum() {
        List<Double> optima = results.points().stream()
                .filter(point -> !point.seeds().isEmpty())
                .map(PointResult::optimum)
                .distinct()
                .toList();
        return optima.size() == 1 && optima.get(0) != null
                ? List.of(new Level("optimum", Objects.requireNonNull(optima.get(0))))
                : List.of();
    }

    private void trials() {
        page.element("h2", "Trials");
        table("Every trial that was done", SweepText.seeds(results));
        page.raw("<details><summary>Hashes of the weights in full</summary><pre>");
        results.points().forEach(point -> point.seeds()
                .forEach(seed -> page.raw(
                        "%s", Markup.escape(seed.weightsSha256() + "  " + point.name() + ", seed " + seed.seed()))));
        page.raw("</pre></details>");
    }

    private void failures() {
        if (results.failed() == 0) {
            return;
        }
        page.element("h2", "Failed");
        results.points().forEach(point -> point.failed()
                .forEach(seed -> page.element("p", point.name() + ", seed " + seed.seed() + ": " + seed.reason())));
    }

    private void definitions() {
        page.element("h2", "What the numbers mean");
        page.raw("<dl>");
        page.definition(
                "score",
                "mean return of the greedy policy of a seed's last weights, over the episodes that evaluation.episodes"
                        + " says, discounted with the environment's own discount");
        page.definition("mean", "of the scores of all seeds");
        page.definition(
                "IQM", "interquartile mean: of the scores without the best and the worst quarter, rounded down");
        page.definition(
                "better",
                "probability that a seed scores more than one of the baseline, over all pairs; a tie counts half");
        page.definition(
                "95 % interval",
                "percentile bootstrap over the seeds of each combination, 50,000 draws; the same scores always give the"
                        + " same interval");
        page.definition("gap", "what the mean lacks of the optimum, where that is known");
        page.definition(
                "learning curve",
                "mean return of the episodes that ended in each fiftieth of the run, with what the policy tries out;"
                        + " where none ended, that of the fiftieth before");
        page.definition("s per run", "wall-clock time of a seed, with the others that ran beside it");
        page.raw("</dl>");
    }
}
