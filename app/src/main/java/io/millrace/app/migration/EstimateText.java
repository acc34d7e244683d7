package io.millrace.app.migration;

import io.millrace.app.migration.UtilityEstimate.Comparison;
import io.millrace.app.migration.UtilityEstimate.Errors;
import io.millrace.app.migration.UtilityEstimate.Quantity;
import io.millrace.app.migration.UtilityEstimate.Region;
import io.millrace.app.migration.UtilityEstimate.Sampling;
import io.millrace.app.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An estimate as plain text: the regions, what it is worth, and what is wrong with it. */
public final class EstimateText {

    private EstimateText() {}

    /** The whole of it. */
    public static String of(UtilityEstimate estimate) {
        List<String> lines = new ArrayList<>(regions(estimate));
        lines.add("");
        lines.addAll(TextTable.aligned(errors(estimate)));
        lines.add("");
        sentences(estimate).forEach(sentence -> lines.addAll(TextTable.wrapped(sentence)));
        estimate.warnings().forEach(warning -> lines.addAll(TextTable.wrapped("Warning: " + warning)));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> regions(UtilityEstimate estimate) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("region", "utility", "95 % interval", "deviation", "share", "published"));
        for (Region region : estimate.regions()) {
            Quantity utility = region.utility();
            rows.add(List.of(
                    region.name(),
                    TextTable.number(utility.mean()),
                    interval(utility.low(), utility.high()),
                    TextTable.number(utility.deviation()),
                    percent(region.share()),
                    published(region.published())));
        }
        return TextTable.aligned(rows);
    }

    /** Errors of model and naive forecast, with a heading row. */
    static List<List<String>> errors(UtilityEstimate estimate) {
        Errors errors = estimate.errors();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "R², model", "naive", "mean absolute error, model", "naive"));
        rows.add(row(
                years(estimate.fitted().firstYear() + 1, estimate.fitted().fitUntil()) + ", fitted",
                errors.fit(),
                errors.naiveFit()));
        if (errors.heldOut() != null && errors.naiveHeldOut() != null) {
            rows.add(row(
                    years(estimate.fitted().fitUntil() + 1, estimate.fitted().lastYear()) + ", held out",
                    errors.heldOut(),
                    errors.naiveHeldOut()));
        }
        return rows;
    }

    private static List<String> row(String years, FitError model, FitError naive) {
        return List.of(
                years, r2(model), r2(naive), TextTable.number(model.absolute()), TextTable.number(naive.absolute()));
    }

    /** What the numbers say, a sentence each. */
    static List<String> sentences(UtilityEstimate estimate) {
        List<String> sentences = new ArrayList<>();
        sentences.add(String.format(
                Locale.ROOT,
                "Scale of the noise: %.2f, 95 %% interval %.2f to %.2f, in the unit of the panel. Growth of the whole:"
                        + " %.6f a year.",
                estimate.noise().mean(),
                estimate.noise().low(),
                estimate.noise().high(),
                estimate.fitted().growth()));
        @Nullable Double covered = estimate.errors().covered();
        if (covered == null) {
            sentences.add("No year was held out: give --fit-until to see how well the model forecasts.");
        } else {
            sentences.add(String.format(
                    Locale.ROOT, "Of the figures held out, %s lie within their 95 %% interval.", percent(covered)));
        }
        @Nullable Comparison published = estimate.published();
        if (published != null) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Correlation with the published utilities: %.4f; greatest difference %.3f, both taken from their"
                            + " means.",
                    published.correlation(),
                    published.farthest()));
        }
        sentences.add(sampling(estimate.sampling()));
        return sentences;
    }

    private static String sampling(Sampling sampling) {
        return String.format(
                Locale.ROOT,
                "%d chains of %d draws after %d to warm up, seed %d: R-hat at most %.4f, effective sample size at least"
                        + " %.0f (means) and %.0f (intervals), %d divergences, %s accepted.",
                sampling.chains(),
                sampling.draws(),
                sampling.warmUp(),
                sampling.seed(),
                sampling.rHat(),
                sampling.bulkSize(),
                sampling.tailSize(),
                sampling.divergences(),
                percent(sampling.acceptance()));
    }

    /** A table of regions that environment migration reads. */
    public static String table(UtilityEstimate estimate, Panel panel) {
        StringBuilder csv = new StringBuilder("region,english,share,utility\n");
        for (String name : panel.regions()) {
            for (Region region : estimate.regions()) {
                if (region.region().equals(name)) {
                    csv.append(cell(name))
                            .append(',')
                            .append(cell(region.name()))
                            .append(',')
                            .append(region.share())
                            .append(',')
                            .append(region.utility().mean())
                            .append('\n');
                }
            }
        }
        return csv.toString();
    }

    private static String cell(String words) {
        return words.matches("[^\",\\r\\n]*") ? words : '"' + words.replace("\"", "\"\"") + '"';
    }

    static String interval(double low, double high) {
        return TextTable.number(low) + " to " + TextTable.number(high);
    }

    static String years(int from, int to) {
        return from == to ? String.valueOf(from) : from + " to " + to;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    static String published(@Nullable Double utility) {
        return utility == null ? "-" : TextTable.number(utility);
    }

    private static String r2(FitError error) {
        return String.format(Locale.ROOT, "%.5f", error.r2());
    }
}
