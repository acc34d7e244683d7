package io.millrace.app.comparison;

import io.millrace.app.report.Axis;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.Markup;
import io.millrace.app.report.TextTable;
import java.util.List;

/**
 * For each row a point for each trial, and over them the mean with its 95 % interval, as SVG.
 *
 * @param title  for those who cannot see it, and above it for the others
 * @param across what runs from left to right
 * @param rows   at least one
 * @param levels vertical lines
 * @param floor  what lies below is drawn there, as rings: a few lost trials would press all else together
 */
public record SpreadChart(String title, String across, List<Row> rows, List<LineChart.Level> levels, double floor) {

    /**
     * A row.
     *
     * @param colour number of the colour
     */
    public record Row(String name, int colour, Spread spread) {}

    private static final int WIDTH = 820;
    private static final int LEFT = 200;
    private static final int RIGHT = 70;
    private static final int TOP = 24;
    private static final int BOTTOM = 42;
    private static final int ROW = 34;

    /** The chart as a figure. */
    public String svg() {
        int height = TOP + BOTTOM + ROW * rows.size();
        Axis x = Axis.holding(least(), greatest(), LEFT, WIDTH - RIGHT);
        Markup markup = new Markup();
        markup.raw("<figure><figcaption>%s</figcaption>", Markup.escape(title));
        markup.raw(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, height, Markup.escape(title));
        for (double tick : x.ticks(8)) {
            markup.raw(
                    "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                            + "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(tick), x.at(tick), TOP, height - BOTTOM, x.at(tick), height - BOTTOM + 18, Axis.words(tick));
        }
        for (LineChart.Level level : levels) {
            markup.raw(
                    "<line class=\"level\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                            + "<text class=\"note\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(level.value()),
                    x.at(level.value()),
                    TOP,
                    height - BOTTOM,
                    x.at(level.value()),
                    TOP - 8,
                    Markup.escape(level.name()));
        }
        for (int i = 0; i < rows.size(); i++) {
            draw(markup, rows.get(i), x, TOP + ROW * i + ROW / 2);
        }
        markup.raw(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, height - 6, Markup.escape(across));
        return markup.raw("</svg></figure>").toString();
    }

    private void draw(Markup markup, Row row, Axis x, int y) {
        Spread spread = row.spread();
        markup.raw(
                "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\" dy=\"4\">%s</text>",
                LEFT - 10, y, Markup.escape(row.name()));
        for (int trial = 0; trial < spread.trials().size(); trial++) {
            // Trials of nearly the same result lie above one another.
            int aside = trial % 5 * 4 - 8;
            double earned = spread.trials().get(trial);
            markup.raw(
                    "<circle class=\"%s c%d\" cx=\"%s\" cy=\"%d\" r=\"2.5\"/>",
                    earned < floor ? "beyond" : "trial", row.colour(), x.at(Math.max(floor, earned)), y + aside);
        }
        markup.raw(
                "<line class=\"interval c%d\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>",
                row.colour(), x.at(Math.max(floor, spread.low())), x.at(Math.max(floor, spread.high())), y, y);
        markup.raw(
                "<circle class=\"dot c%d\" cx=\"%s\" cy=\"%d\" r=\"5\"><title>%s</title></circle>",
                row.colour(),
                x.at(Math.max(floor, spread.mean())),
                y,
                Markup.escape(row.name() + ": " + TextTable.number(spread.mean()) + ", 95 % interval "
                        + TextTable.number(spread.low()) + " to " + TextTable.number(spread.high())));
        markup.raw(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" dy=\"4\">%s</text>",
                WIDTH - 8, y, TextTable.number(spread.mean()));
    }

    private double least() {
        double least = rows.stream()
                .flatMap(row -> row.spread().trials().stream())
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0);
        return Math.max(
                floor,
                Math.min(
                        least,
                        levels.stream()
                                .mapToDouble(LineChart.Level::value)
                                .min()
                                .orElse(Double.POSITIVE_INFINITY)));
    }

    private double greatest() {
        return Math.max(
                rows.stream()
                        .flatMap(row -> row.spread().trials().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0),
                levels.stream().mapToDouble(LineChart.Level::value).max().orElse(Double.NEGATIVE_INFINITY));
    }
}
