package io.millrace.app.migration;

import io.millrace.app.migration.UtilityEstimate.Region;
import io.millrace.app.report.Axis;
import io.millrace.app.report.Markup;
import java.util.List;
import java.util.stream.DoubleStream;

/** For each region its mean utility with the 95 % interval, and a ring where the published one lies, as SVG. */
record IntervalChart(String title, List<Region> regions) {

    private static final int WIDTH = 820;
    private static final int LEFT = 230;
    private static final int RIGHT = 20;
    private static final int TOP = 8;
    private static final int BOTTOM = 42;
    private static final int ROW = 17;

    /** The chart as a figure. */
    String svg() {
        int height = TOP + BOTTOM + ROW * regions.size();
        Axis x = axis();
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
        for (int i = 0; i < regions.size(); i++) {
            draw(markup, regions.get(i), x, TOP + ROW * i + ROW / 2);
        }
        markup.raw(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">utility</text>",
                (LEFT + WIDTH - RIGHT) / 2, height - 6);
        return markup.raw("</svg></figure>").toString();
    }

    private static void draw(Markup markup, Region region, Axis x, int y) {
        markup.raw(
                "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\" dy=\"4\">%s</text>",
                LEFT - 10, y, Markup.escape(region.name()));
        markup.raw(
                "<line class=\"interval c0\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>",
                x.at(region.utility().low()), x.at(region.utility().high()), y, y);
        markup.raw(
                "<circle class=\"dot c0\" cx=\"%s\" cy=\"%d\" r=\"4\"><title>%s</title></circle>",
                x.at(region.utility().mean()), y, Markup.escape(words(region)));
        if (region.published() != null) {
            markup.raw("<circle class=\"beyond c1\" cx=\"%s\" cy=\"%d\" r=\"5\"/>", x.at(region.published()), y);
        }
    }

    private static String words(Region region) {
        return region.name() + ": "
                + EstimateText.published(region.utility().mean()) + ", 95 % interval "
                + EstimateText.interval(region.utility().low(), region.utility().high());
    }

    private Axis axis() {
        double[] all = regions.stream()
                .flatMapToDouble(region -> DoubleStream.of(
                        region.utility().low(),
                        region.utility().high(),
                        region.published() == null ? region.utility().mean() : region.published()))
                .toArray();
        return Axis.holding(
                DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1), LEFT, WIDTH - RIGHT);
    }
}
