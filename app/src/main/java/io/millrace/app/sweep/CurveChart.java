package io.millrace.app.sweep;

import io.millrace.app.report.Axis;
import io.millrace.app.report.LineChart.Level;
import io.millrace.app.report.Markup;
import io.millrace.app.sweep.PointResult.CurvePoint;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Returns against steps as SVG: a line for each combination, and around it the band of its interval over the
 * seeds. Colours are those of the page's style.
 *
 * @param title  for those who cannot see it, and above it for the others
 * @param lines  at least one with a point
 * @param levels horizontal lines
 */
record CurveChart(String title, List<Line> lines, List<Level> levels) {

    /**
     * A line with its band.
     *
     * @param colour number of the colour
     * @param points in the order of their steps
     */
    record Line(String name, int colour, List<CurvePoint> points) {}

    private static final int WIDTH = 820;
    private static final int HEIGHT = 360;
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 44;

    /** The chart as a figure with its legend. */
    String svg() {
        Axis x = new Axis(0, numbers(point -> (double) point.steps()).max().orElse(1), LEFT, WIDTH - RIGHT);
        Axis y = upwards();
        Markup markup = new Markup();
        markup.raw("<figure><figcaption>%s</figcaption>", Markup.escape(title));
        markup.raw(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, Markup.escape(title));
        grid(markup, x, y);
        for (Level level : levels) {
            markup.raw(
                    "<line class=\"level\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                            + "<text class=\"note\" x=\"%d\" y=\"%s\" dy=\"-4\" text-anchor=\"end\">%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y.at(level.value()),
                    y.at(level.value()),
                    WIDTH - RIGHT - 4,
                    y.at(level.value()),
                    Markup.escape(level.name() + " " + Axis.words(level.value())));
        }
        lines.forEach(line -> band(markup, line, x, y));
        lines.forEach(line -> draw(markup, line, x, y));
        markup.raw("</svg>");
        legend(markup);
        return markup.raw("</figure>").toString();
    }

    private Axis upwards() {
        double[] all = DoubleStream.concat(
                        DoubleStream.concat(numbers(CurveChart::low), numbers(CurveChart::high)),
                        levels.stream().mapToDouble(Level::value))
                .toArray();
        return Axis.holding(
                DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1), HEIGHT - BOTTOM, TOP);
    }

    private DoubleStream numbers(ToDoubleFunction<CurvePoint> number) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(number);
    }

    private static void grid(Markup markup, Axis x, Axis y) {
        for (double tick : y.ticks(6)) {
            markup.raw(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                            + "<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\"4\">%s</text>",
                    LEFT, WIDTH - RIGHT, y.at(tick), y.at(tick), LEFT - 6, y.at(tick), Axis.words(tick));
        }
        for (double tick : x.ticks(8)) {
            markup.raw(
                    "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(tick), HEIGHT - BOTTOM + 18, String.format(Locale.ROOT, "%,.0f", tick));
        }
        markup.raw(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">environment steps</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6);
        markup.raw(
                "<text class=\"axis\" transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">return</text>",
                (HEIGHT - BOTTOM + TOP) / 2);
    }

    /** There along the lower ends, and back along the upper ones. */
    private static void band(Markup markup, Line line, Axis x, Axis y) {
        List<CurvePoint> points = line.points();
        List<CurvePoint> back = Stream.iterate(points.size() - 1, i -> i >= 0, i -> i - 1)
                .map(points::get)
                .toList();
        markup.raw(
                "<polygon class=\"c%d\" style=\"fill: var(--c); opacity: 0.15\" points=\"%s %s\"/>",
                line.colour(), places(points, CurveChart::low, x, y), places(back, CurveChart::high, x, y));
    }

    private static void draw(Markup markup, Line line, Axis x, Axis y) {
        markup.raw(
                "<polyline class=\"line c%d\" points=\"%s\"><title>%s</title></polyline>",
                line.colour(),
                places(line.points(), point -> point.meanReturn().value(), x, y),
                Markup.escape(line.name()));
    }

    private static String places(List<CurvePoint> points, ToDoubleFunction<CurvePoint> height, Axis x, Axis y) {
        return points.stream()
                .map(point -> x.at((double) point.steps()) + "," + y.at(height.applyAsDouble(point)))
                .collect(Collectors.joining(" "));
    }

    private void legend(Markup markup) {
        markup.raw("<ul class=\"legend\">");
        for (Line line : lines) {
            markup.raw(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><line class=\"line c%d\" x1=\"0\" x2=\"24\""
                            + " y1=\"4\" y2=\"4\"/></svg>%s</li>",
                    line.colour(), Markup.escape(line.name()));
        }
        markup.raw("</ul>");
    }

    private static double low(CurvePoint point) {
        return or(point.meanReturn().low(), point.meanReturn().value());
    }

    private static double high(CurvePoint point) {
        return or(point.meanReturn().high(), point.meanReturn().value());
    }

    private static double or(@Nullable Double end, double value) {
        return end == null ? value : end;
    }
}
