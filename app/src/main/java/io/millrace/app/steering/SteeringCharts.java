package io.millrace.app.steering;

import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What there is to draw of the ways to a goal, on a page or in a picture. */
final class SteeringCharts {

    private static final String STEP = "step";

    /** A colour that no way has: there are fewer. */
    private static final int TOLERANCE_COLOUR = 7;

    private SteeringCharts() {}

    /** How far each is from the goal, and how near is near enough. */
    static LineChart errors(SteeringComparison steering) {
        List<Line> lines = new ArrayList<>();
        for (Steering play : steering.plays()) {
            lines.add(new Line(play.by(), lines.size(), false, play.errors(), steering.times()));
        }
        lines.add(level(
                "tolerance " + SteeringText.tolerance(steering),
                TOLERANCE_COLOUR,
                steering.tolerance(),
                steering.times()));
        return LineChart.over(
                "How far the shares are from the goal", STEP, "norm of all differences", lines, List.of(), List.of());
    }

    /** Shares on one way, each with the share it is to come to. */
    static LineChart shares(SteeringComparison steering, Steering play) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < play.regions().size(); i++) {
            RegionPath path = play.regions().get(i);
            List<Double> percent =
                    path.shares().stream().map(share -> 100 * share).toList();
            lines.add(new Line(path.region(), i, false, percent, steering.times()));
            lines.add(level(
                    path.region() + ", goal", i, 100 * steering.shown().get(i).goal(), steering.times()));
        }
        return chart("Shares of " + most(play) + ": " + play.by(), "share in %", lines);
    }

    /** Utilities on one way. */
    static LineChart utilities(SteeringComparison steering, Steering play) {
        List<Line> lines = new ArrayList<>();
        for (RegionPath path : play.regions()) {
            lines.add(new Line(path.region(), lines.size(), false, path.utilities(), steering.times()));
        }
        return chart("Utilities of " + most(play) + ": " + play.by(), "utility, less the mean of all", lines);
    }

    private static LineChart chart(String title, String up, List<Line> lines) {
        return LineChart.over(title, STEP, up, lines, List.of(), List.of());
    }

    private static Line level(String name, int colour, double value, List<Double> times) {
        return new Line(name, colour, true, List.of(value, value), List.of(times.get(0), times.get(times.size() - 1)));
    }

    private static String most(Steering play) {
        return String.format(
                Locale.ROOT,
                "the %d regions that are to change most",
                play.regions().size());
    }
}
