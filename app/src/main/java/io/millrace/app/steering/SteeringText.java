package io.millrace.app.steering;

import io.millrace.app.report.TextTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways to a goal in words. */
public final class SteeringText {

    private static final int NAMED = 4;

    private SteeringText() {}

    /** Several lines, without the last line break. */
    public static String of(SteeringComparison steering) {
        List<String> lines = new ArrayList<>();
        lines.add("goal       " + goal(steering));
        lines.add("           " + distance(steering));
        lines.addAll(TextTable.aligned(table(steering)));
        return String.join(System.lineSeparator(), lines);
    }

    /** Which shares are to change most, and how many more. */
    static String goal(SteeringComparison steering) {
        int untold = steering.changes().size() - NAMED;
        return steering.changes().stream()
                        .limit(NAMED)
                        .map(change -> format(
                                "%s %.2f %% to %.2f %%", change.region(), 100 * change.present(), 100 * change.goal()))
                        .collect(Collectors.joining(", "))
                + (untold > 0 ? format(", and %d more of %d regions", untold, steering.regions()) : "");
    }

    /** How far it is, and how near is near enough. */
    static String distance(SteeringComparison steering) {
        return format(
                "%.6f away from today's shares; met where nearer than %s", steering.startError(), tolerance(steering));
    }

    /** The tolerance as one would write it. */
    static String tolerance(SteeringComparison steering) {
        return new BigDecimal(String.valueOf(steering.tolerance())).toPlainString();
    }

    /** A heading, then a row for each way. */
    static List<List<String>> table(SteeringComparison steering) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "by",
                "steps to the goal",
                "last step outside",
                format("return over %,d steps", steering.steps()),
                "error at the end"));
        for (Steering play : steering.plays()) {
            rows.add(List.of(
                    play.by(),
                    steps(play),
                    format("%,d", play.lastOutside()),
                    format("%,.0f", play.earned()),
                    format("%.6f", play.endError())));
        }
        return rows;
    }

    /** Steps to the goal. */
    static String steps(Steering play) {
        @Nullable Integer reached = play.reached();
        return reached == null ? "never" : format("%,d", reached);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
