package io.millrace.app.sweep;

import io.millrace.app.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a sweep came to, as plain text. */
public final class SweepText {

    /** Digits of a hash that tell it from every other one that will be met. */
    private static final int HASH_DIGITS = 16;

    private SweepText() {}

    /** Several lines, without the last line break. */
    public static String of(SweepResults results) {
        List<String> lines = new ArrayList<>();
        lines.add(head(results));
        lines.add("");
        lines.addAll(TextTable.aligned(points(results)));
        results.points().forEach(point -> lines.addAll(bar(point, results.bar())));
        lines.add("");
        lines.addAll(TextTable.aligned(seeds(results)));
        results.points().forEach(point -> point.failed()
                .forEach(seed -> lines.addAll(TextTable.wrapped(
                        "Failed: " + point.name() + ", seed " + seed.seed() + ": " + seed.reason()))));
        lines.add("");
        lines.add("Kept in " + results.folder() + "; each trial in the folder that its settings' hash names.");
        return String.join(System.lineSeparator(), lines);
    }

    /** What was played, in a sentence or two. */
    static String head(SweepResults results) {
        return String.format(
                Locale.ROOT,
                "%s: %d combination%s of settings, %d seed%s each. Of %d trials %d were done now, %d before, %d failed.",
                results.run(),
                results.points().size(),
                results.points().size() == 1 ? "" : "s",
                results.seeds().size(),
                results.seeds().size() == 1 ? "" : "s",
                results.points().size() * results.seeds().size(),
                results.played(),
                results.kept(),
                results.failed());
    }

    /** The table of all combinations, its head first; columns that nothing can be said in are left out. */
    static List<List<String>> points(SweepResults results) {
        boolean compared = any(results, point -> point.improvement() != null);
        boolean optimum = any(results, point -> point.gap() != null);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "mean", "95 % interval", "IQM", "95 % interval"));
        if (compared) {
            head.addAll(List.of("better", "95 % interval"));
        }
        if (optimum) {
            head.addAll(List.of("gap", "gap %"));
        }
        head.addAll(List.of("steps", "s per run", "seeds"));
        rows.add(head);
        for (PointResult point : results.points()) {
            List<String> row = new ArrayList<>(List.of(
                    point.name(),
                    value(point.mean()),
                    interval(point.mean()),
                    value(point.interquartileMean()),
                    interval(point.interquartileMean())));
            if (compared) {
                row.addAll(
                        point.baseline()
                                ? List.of("baseline", "")
                                : List.of(value(point.improvement()), interval(point.improvement())));
            }
            if (optimum) {
                row.addAll(List.of(value(point.gap()), number("%.3f", point.gapPercent())));
            }
            row.addAll(List.of(
                    number("%,.0f", point.steps()),
                    number("%.1f", point.wallClockSeconds()),
                    point.seeds().size() + " of "
                            + (point.seeds().size() + point.failed().size())));
            rows.add(row);
        }
        return rows;
    }

    /** The table of all trials that were done, its head first. */
    static List<List<String>> seeds(SweepResults results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "seed", "score", "steps", "s", "weights SHA-256", "settings"));
        for (PointResult point : results.points()) {
            for (SeedResult seed : point.seeds()) {
                rows.add(List.of(
                        point.name(),
                        String.valueOf(seed.seed()),
                        number("%.4f", seed.score()),
                        number("%,.0f", (double) seed.steps()),
                        number("%.1f", seed.wallClockSeconds()),
                        seed.weightsSha256().substring(0, HASH_DIGITS),
                        seed.settingsHash().substring(0, HASH_DIGITS)));
            }
        }
        return rows;
    }

    /** Whether a combination clears the bar, in a sentence; nothing without a bar. */
    static List<String> bar(PointResult point, @Nullable Double bar) {
        if (bar == null) {
            return List.of();
        }
        Double low = point.mean() == null ? null : point.mean().low();
        boolean cleared = Boolean.TRUE.equals(point.clearsBar());
        String sentence = "Bar " + number("%.4f", bar) + ": " + point.name() + (cleared ? " clears it" : " fails it")
                + (low == null
                        ? ": fewer than two seeds were done, so there is no interval."
                        : ", the lower end of the interval is " + number("%.4f", low) + ".");
        boolean failed = !point.failed().isEmpty();
        return List.of(sentence + (failed && !cleared ? " A seed failed, and those left are not all." : ""));
    }

    static String value(@Nullable Estimate estimate) {
        return estimate == null ? "-" : number("%.4f", estimate.value());
    }

    static String interval(@Nullable Estimate estimate) {
        Double low = estimate == null ? null : estimate.low();
        Double high = estimate == null ? null : estimate.high();
        return low == null || high == null ? "-" : number("%.4f", low) + " to " + number("%.4f", high);
    }

    private static String number(String pattern, @Nullable Double number) {
        return number == null ? "-" : String.format(Locale.ROOT, pattern, number);
    }

    private static boolean any(SweepResults results, Predicate<PointResult> holds) {
        return results.points().stream().anyMatch(holds);
    }
}
