package io.millrace.app.migration;

import static io.millrace.app.report.TextTable.number;

import io.millrace.app.migration.UtilityEstimate.Forecast;
import io.millrace.app.migration.UtilityEstimate.Quantity;
import io.millrace.app.migration.UtilityEstimate.Region;
import io.millrace.app.migration.UtilityEstimate.YearError;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Line;
import io.millrace.app.report.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** An estimate as one HTML page that asks for nothing else and is well-formed XML. */
public final class EstimatePage {

    private final UtilityEstimate estimate;
    private final Markup page = Markup.page("Utilities of regions");

    private EstimatePage(UtilityEstimate estimate) {
        this.estimate = estimate;
    }

    /** The page. */
    public static String of(UtilityEstimate estimate) {
        return new EstimatePage(estimate).write();
    }

    private String write() {
        head();
        page.element("h2", "Utilities");
        page.raw(new IntervalChart(
                        "Mean and 95 % credible interval"
                                + (estimate.published() == null ? "" : "; a ring is the published utility"),
                        estimate.regions())
                .svg());
        errors();
        tables();
        definitions();
        return page.endOfPage();
    }

    private void head() {
        page.element("h1", "Utilities of regions");
        page.raw(
                "<p class=\"sub\">%d regions, from %s: the years %d to %d, fitted until %d. Seed %d.</p>",
                estimate.regions().size(),
                Markup.escape(estimate.panel()),
                estimate.fitted().firstYear(),
                estimate.fitted().lastYear(),
                estimate.fitted().fitUntil(),
                estimate.sampling().seed());
        estimate.warnings()
                .forEach(warning ->
                        page.raw("<p class=\"best\"><strong>Warning.</strong> %s</p>", Markup.escape(warning)));
        EstimateText.sentences(estimate).forEach(sentence -> page.element("p", sentence));
    }

    private void errors() {
        page.element("h2", "How well it fits and forecasts");
        List<List<String>> rows = EstimateText.errors(estimate);
        page.table(
                "The naive forecast lets each region grow as the whole does",
                rows.get(0),
                rows.subList(1, rows.size()));
        page.raw(LineChart.over(
                        "Mean absolute error in each year"
                                + (estimate.forecast().isEmpty()
                                        ? ""
                                        : "; years after " + estimate.fitted().fitUntil() + " were held out"),
                        "year",
                        "labour force, in the unit of the panel",
                        List.of(
                                line("model", 0, false, YearError::model),
                                line("naive forecast", 1, true, YearError::naive)),
                        List.of(),
                        List.of())
                .svg());
    }

    private Line line(String name, int colour, boolean dashed, Function<YearError, Double> of) {
        return new Line(
                name,
                colour,
                dashed,
                estimate.years().stream().map(of).toList(),
                estimate.years().stream().map(year -> (double) year.year()).toList());
    }

    private void tables() {
        page.element("h2", "The numbers");
        List<List<String>> regions = new ArrayList<>();
        for (Region region : estimate.regions()) {
            Quantity utility = region.utility();
            regions.add(List.of(
                    region.name(),
                    number(utility.mean()),
                    EstimateText.interval(utility.low(), utility.high()),
                    number(utility.deviation()),
                    number(utility.mode()),
                    EstimateText.published(region.published()),
                    EstimateText.percent(region.share()),
                    String.format(Locale.ROOT, "%.4f", utility.rHat()),
                    whole(utility.bulkSize()),
                    whole(utility.tailSize())));
        }
        page.table(
                "Regions by utility",
                List.of(
                        "",
                        "utility",
                        "95 % interval",
                        "deviation",
                        "mode",
                        "published",
                        "share",
                        "R-hat",
                        "sample size, mean",
                        "interval"),
                regions);
        if (!estimate.forecast().isEmpty()) {
            forecast();
        }
    }

    private void forecast() {
        List<List<String>> rows = new ArrayList<>();
        for (Forecast one : estimate.forecast()) {
            rows.add(List.of(
                    one.region(),
                    String.valueOf(one.year()),
                    tenths(one.observed()),
                    tenths(one.forecast()),
                    tenths(one.low()) + " to " + tenths(one.high()),
                    tenths(one.naive())));
        }
        page.raw("<details><summary>Forecast of the years held out</summary>");
        page.table(
                "Labour force, in the unit of the panel",
                List.of("", "year", "observed", "forecast", "95 % interval", "naive"),
                rows);
        page.raw("</details>");
    }

    private void definitions() {
        page.element("h2", "What the words mean");
        page.raw("<dl>");
        page.definition(
                "utility",
                "how attractive a region is to those who look where to work. Only differences mean something: a"
                        + " standard normal prior sets the level");
        page.definition(
                "95 % interval",
                "given the panel and the model, the utility lies in it with probability 95 %; equal tails");
        page.definition("mode", "the utilities of greatest posterior density, all together");
        page.definition(
                "R-hat", "how much wider all chains spread than each by itself; above 1.01 they do not agree yet");
        page.definition(
                "sample size",
                "how many independent draws would tell as much, about the mean and about the interval's ends");
        page.definition("R²", "1 less the share of variance that is missed, over all regions and years together");
        page.raw("</dl>");
    }

    private static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
