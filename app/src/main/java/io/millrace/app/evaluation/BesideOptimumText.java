package io.millrace.app.evaluation;

import io.millrace.app.evaluation.ControlPaths.Control;
import io.millrace.app.evaluation.ControlPaths.Switch;
import io.millrace.app.evaluation.ControlPaths.Switches;
import io.millrace.app.report.Axis;
import io.millrace.app.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** In words: what the best policy earns on the same episodes, and its controls beside the greedy policy's. */
public final class BesideOptimumText {

    /** A policy that wavers between two receivers is not told switch by switch. */
    private static final int MOST_SWITCHES = 12;

    private BesideOptimumText() {}

    /** Several lines, without the last line break. */
    public static String of(BesideOptimum beside) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "paired     the best policy earns %s on the same episodes, %s more%s",
                words(beside.optimalRule()), words(beside.gap()), percent(beside)));
        @Nullable ControlPaths paths = beside.controls();
        if (paths != null) {
            @Nullable Switches switches = paths.switches();
            lines.addAll(switches == null ? controls(paths) : switches(paths.timeName(), switches));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String words(Interval interval) {
        return format("%.6f (95 %% interval %.6f to %.6f)", interval.mean(), interval.low(), interval.high());
    }

    private static String percent(BesideOptimum beside) {
        @Nullable Double percent = beside.gapPercent();
        return percent == null ? "" : format(": %.4f %% of the expected optimum", percent);
    }

    private static List<String> switches(String timeName, Switches switches) {
        return List.of(
                format("switches   at %s %s in continuous time (Pontryagin)", timeName, exact(switches)),
                format("           best policy    %s", words(switches.optimum())),
                format("           greedy policy  %s", words(switches.policy())));
    }

    /** Exact switch times with as many digits as one compares. */
    static String exact(Switches switches) {
        return switches.exact().isEmpty()
                ? "none"
                : switches.exact().stream().map(time -> format("%.7f", time)).collect(Collectors.joining(", "));
    }

    /** Each switch with its time and both receivers. */
    static String words(List<Switch> switches) {
        String told = switches.stream()
                .limit(MOST_SWITCHES)
                .map(one -> format("%s from %s to %s", Axis.words(one.time()), one.from(), one.to()))
                .collect(Collectors.joining(", "));
        int untold = switches.size() - MOST_SWITCHES;
        return told.isEmpty() ? "none" : untold > 0 ? format("%s and %d more", told, untold) : told;
    }

    private static List<String> controls(ControlPaths paths) {
        List<List<String>> rows = table(paths, spread(paths.times().size()));
        return TextTable.aligned(rows);
    }

    /** The first decision, three between, and the last but one: the last is often forced. */
    private static List<Integer> spread(int decisions) {
        int end = Math.max(0, decisions - 2);
        return IntStream.of(0, decisions / 4, decisions / 2, decisions * 3 / 4, end)
                .filter(k -> k <= end)
                .distinct()
                .boxed()
                .toList();
    }

    /** A heading, then a row for each of these decisions: each control, the best one, and how far off it is. */
    static List<List<String>> table(ControlPaths paths, List<Integer> decisions) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(paths.timeName()));
        paths.controls().forEach(control -> head.addAll(List.of(control.name(), "optimum", "off by")));
        rows.add(head);
        for (int k : decisions) {
            List<String> row = new ArrayList<>(List.of(Axis.words(paths.times().get(k))));
            paths.controls().forEach(control -> row.addAll(cells(control, k)));
            rows.add(row);
        }
        return rows;
    }

    private static List<String> cells(Control control, int k) {
        if (k >= control.policy().size() || k >= control.optimum().size()) {
            return List.of(
                    "–",
                    k < control.optimum().size()
                            ? format("%.6f", control.optimum().get(k))
                            : "–",
                    "–");
        }
        double policy = control.policy().get(k);
        double optimum = control.optimum().get(k);
        return List.of(
                format("%.6f", policy),
                format("%.6f", optimum),
                optimum == 0 ? format("%.6f", policy) : format("%+.2f %%", 100 * (policy - optimum) / optimum));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
