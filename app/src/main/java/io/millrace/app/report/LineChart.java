package io.millrace.app.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lines over whole numbers from 1, or over numbers of one's own, as SVG. Colours are those of the page's style:
 * line i is of class {@code c<i>}.
 *
 * @param title    for those who cannot see it, and above it for the others
 * @param across   what runs from left to right
 * @param up       what runs upwards
 * @param lines    at least one
 * @param levels   horizontal lines
 * @param least    smallest number shown; what is below is cut off
 * @param greatest largest number shown
 * @param labels   of the numbers from left to right; empty for the numbers themselves
 * @param bands    areas behind the lines
 */
public record LineChart(
        String title,
        String across,
        String up,
        List<Line> lines,
        List<Level> levels,
        double least,
        double greatest,
        List<String> labels,
        List<Band> bands) {

    /**
     * A line; one of fewer values than the others ends before them.
     *
     * @param colour number of the colour
     * @param dashed for what is there to compare with
     * @param places of the values from left to right, ascending; empty for 1, 2, 3 and so on
     */
    public record Line(String name, int colour, boolean dashed, List<Double> values, List<Double> places) {

        /** A line over whole numbers from 1. */
        public Line(String name, int colour, boolean dashed, List<Double> values) {
            this(name, colour, dashed, values, List.of());
        }
    }

    /**
     * What lies between two lines.
     *
     * @param name   for the legend; empty where the chart's title says what bands are
     * @param colour number of the colour
     * @param low    lower edge
     * @param high   upper edge; as many
     * @param places as of a line
     */
    public record Band(String name, int colour, List<Double> low, List<Double> high, List<Double> places) {}

    /** A number that is marked across the whole chart. */
    public record Level(String name, double value) {}

    private static final int WIDTH = 820;
    private static final int HEIGHT = 360;
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 44;

    /** A chart over whole numbers from 1 that shows the lines alone. */
    public LineChart(
            String title,
            String across,
            String up,
            List<Line> lines,
            List<Level> levels,
            double least,
            double greatest,
            List<String> labels) {
        this(title, across, up, lines, levels, least, greatest, labels, List.of());
    }

    /** Lines over whole numbers from 1, just as high as they need. */
    public static LineChart of(String title, String across, String up, List<Line> lines, List<String> labels) {
        return fitted(title, across, up, lines, List.of(), labels, List.of());
    }

    /** Lines, levels and bands over numbers of one's own, just as high as they need. */
    public static LineChart over(
            String title, String across, String up, List<Line> lines, List<Level> levels, List<Band> bands) {
        return fitted(title, across, up, lines, levels, List.of(), bands);
    }

    private static LineChart fitted(
            String title,
            String across,
            String up,
            List<Line> lines,
            List<Level> levels,
            List<String> labels,
            List<Band> bands) {
        double[] all = Stream.of(
                        lines.stream().flatMap(line -> line.values().stream()),
                        levels.stream().map(Level::value),
                        bands.stream().flatMap(band -> Stream.concat(band.low().stream(), band.high().stream())))
                .flatMap(values -> values)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return new LineChart(
                title,
                across,
                up,
                lines,
                levels,
                DoubleStream.of(all).min().orElse(0),
                DoubleStream.of(all).max().orElse(1),
                labels,
                bands);
    }

    /** The chart as a figure with its legend. */
    public String svg() {
        Axis x = horizontal();
        Axis y = Axis.holding(least, greatest, HEIGHT - BOTTOM, TOP);
        String clip = "clip-" + Integer.toHexString(title.hashCode());
        Markup markup = new Markup();
        markup.raw("<figure><figcaption>%s</figcaption>", Markup.escape(title));
        markup.raw(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, Markup.escape(title));
        markup.raw(
                "<clipPath id=\"%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>",
                clip, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        grid(markup, x, y);
        markup.raw("<g clip-path=\"url(#%s)\">", clip);
        bands.forEach(band -> draw(markup, band, x, y));
        for (Level level : levels) {
            markup.raw(
                    "<line class=\"level\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>",
                    LEFT, WIDTH - RIGHT, y.at(level.value()), y.at(level.value()));
        }
        lines.forEach(line -> draw(markup, line, x, y));
        markup.raw("</g>");
        for (Level level : levels) {
            markup.raw(
                    "<text class=\"note\" x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>",
                    WIDTH - RIGHT - 4,
                    String.format(Locale.ROOT, "%.1f", y.place(level.value()) - 4),
                    Markup.escape(level.name() + " " + TextTable.number(level.value())));
        }
        markup.raw("</svg>");
        legend(markup);
        return markup.raw("</figure>").toString();
    }

    private Axis horizontal() {
        double[] places = lines.stream()
                .flatMap(line -> line.places().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (places.length > 0) {
            double first = DoubleStream.of(places).min().orElse(0);
            double last = DoubleStream.of(places).max().orElse(1);
            return new Axis(first, last > first ? last : first + 1, LEFT, WIDTH - RIGHT);
        }
        int points = points();
        return new Axis(labels.isEmpty() ? 0 : 0.7, labels.isEmpty() ? points : points + 0.3, LEFT, WIDTH - RIGHT);
    }

    private int points() {
        return lines.get(0).values().size();
    }

    private static double place(List<Double> places, int i) {
        return places.isEmpty() ? i + 1.0 : places.get(i);
    }

    private void grid(Markup markup, Axis x, Axis y) {
        for (double tick : y.ticks(6)) {
            markup.raw(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                            + "<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\"4\">%s</text>",
                    LEFT, WIDTH - RIGHT, y.at(tick), y.at(tick), LEFT - 6, y.at(tick), Axis.words(tick));
        }
        List<Double> ticks = labels.isEmpty()
                ? x.ticks(10)
                : IntStream.rangeClosed(1, points()).mapToObj(i -> (double) i).toList();
        for (double tick : ticks) {
            String label = labels.isEmpty() ? Axis.words(tick) : labels.get((int) Math.round(tick) - 1);
            markup.raw(
                    "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(tick), HEIGHT - BOTTOM + 18, Markup.escape(label));
        }
        markup.raw(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Markup.escape(across));
        markup.raw(
                "<text class=\"axis\" transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (HEIGHT - BOTTOM + TOP) / 2, Markup.escape(up));
    }

    /** There along the lower edge, and back along the upper one. */
    private static void draw(Markup markup, Band band, Axis x, Axis y) {
        List<Double> places = band.places();
        String back = IntStream.range(0, band.high().size())
                .map(i -> band.high().size() - 1 - i)
                .mapToObj(i -> point(places, band.high(), i, x, y))
                .collect(Collectors.joining(" "));
        markup.raw(
                "<polygon class=\"band c%d\" points=\"%s %s\"><title>%s</title></polygon>",
                band.colour(), points(places, band.low(), x, y), back, Markup.escape(band.name()));
    }

    private static String points(List<Double> places, List<Double> values, Axis x, Axis y) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> point(places, values, i, x, y))
                .collect(Collectors.joining(" "));
    }

    private static String point(List<Double> places, List<Double> values, int i, Axis x, Axis y) {
        return x.at(place(places, i)) + "," + y.at(values.get(i));
    }

    private void draw(Markup markup, Line line, Axis x, Axis y) {
        markup.raw(
                "<polyline class=\"line c%d%s\" points=\"%s\"><title>%s</title></polyline>",
                line.colour(),
                line.dashed() ? " dashed" : "",
                points(line.places(), line.values(), x, y),
                Markup.escape(line.name()));
        if (!labels.isEmpty()) {
            for (int i = 0; i < line.values().size(); i++) {
                markup.raw(
                        "<circle class=\"dot c%d\" cx=\"%s\" cy=\"%s\" r=\"4\"><title>%s</title></circle>",
                        line.colour(),
                        x.at(place(line.places(), i)),
                        y.at(line.values().get(i)),
                        Markup.escape(line.name() + ", " + labels.get(i) + ": "
                                + TextTable.number(line.values().get(i))));
            }
        }
    }

    private void legend(Markup markup) {
        markup.raw("<ul class=\"legend\">");
        for (Line line : lines) {
            markup.raw(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><line class=\"line c%d%s\" x1=\"0\" x2=\"24\""
                            + " y1=\"4\" y2=\"4\"/></svg>%s</li>",
                    line.colour(), line.dashed() ? " dashed" : "", Markup.escape(line.name()));
        }
        for (Band band : bands) {
            if (band.name().isEmpty()) {
                continue;
            }
            markup.raw(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><rect class=\"band c%d\" width=\"24\""
                            + " height=\"8\"/></svg>%s</li>",
                    band.colour(), Markup.escape(band.name()));
        }
        markup.raw("</ul>");
    }
}
