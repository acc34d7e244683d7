package io.millrace.app.price;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.millrace.app.price.PriceCall.Price;
import io.millrace.app.price.PriceSummary.ElasticitySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prices as CSV, and the summary of a call in words. */
public final class PriceText {

    private static final List<String> COLUMNS =
            List.of("store", "week", "current_price", "price", "propensity", "reason");

    private static final double COSTS_MOVED = 0.01;

    private PriceText() {}

    /** One line of names, then one for each store; each ends with a line break. */
    public static String csv(List<Price> prices) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS);
        for (Price price : prices) {
            lines.add(List.of(
                    price.store(),
                    price.week(),
                    Money.text(price.currentPrice()),
                    Money.text(price.price()),
                    format("%.6f", price.propensity()),
                    price.reason()));
        }
        try {
            return CsvMapper.builder()
                    .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                    .build()
                    .writer(CsvSchema.emptySchema().withLineSeparator("\n"))
                    .writeValueAsString(lines);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Words can be written", impossible);
        }
    }

    /** Several lines, without the last line break. */
    public static String summary(PriceSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(format("run         %s, rule %s, version %d", summary.run(), summary.rule(), summary.version()));
        lines.add(format(
                "rows        %,d: %,d new store-weeks, %,d duplicate rows, %,d late rows",
                summary.rows(), summary.accepted(), summary.duplicates(), summary.late()));
        lines.add(format(
                "new         %,d whole weeks at prices to choose from, %,d other (for the elasticity alone);"
                        + " %,d asked what was recommended",
                summary.atArms(), summary.aside(), summary.followed()));
        lines.add(format("missing     %,d store-weeks without sales", summary.missing()));
        lines.add(elasticity(summary.elasticity()));
        @Nullable Double best = summary.elasticity().bestPrice();
        if (best != null) {
            lines.add(format("by it       %.2f earns most at a unit cost of %s", best, Money.text(summary.unitCost())));
        }
        if (Math.abs(summary.meanUnitCost() - summary.unitCost()) > COSTS_MOVED * summary.unitCost()) {
            lines.add(format(
                    "cost        units cost %s on average now, but the run reckons with %s: begin a run of another"
                            + " name, with all sales, to reckon with the new cost",
                    Money.text(summary.meanUnitCost()), Money.text(summary.unitCost())));
        }
        lines.add(format(
                "prices      %,d stores for the week of %s, %,d change; learned from %,d store-weeks so far",
                summary.stores(), summary.week(), summary.changes(), summary.recorded()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String elasticity(ElasticitySummary elasticity) {
        @Nullable Double estimate = elasticity.estimate();
        if (estimate == null) {
            return format(
                    "elasticity  cannot be estimated: %s. The rule goes without it, and learns from what it tries",
                    elasticity.unknown());
        }
        return format(
                "elasticity  %.3f (95 %% interval %.3f to %.3f) at %s, from %d prices; %.2f units a store-week there",
                estimate,
                elasticity.low(),
                elasticity.high(),
                Money.text(elasticity.referencePrice()),
                elasticity.prices(),
                elasticity.unitsPerWeek());
    }

    private static String format(String pattern, @Nullable Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
