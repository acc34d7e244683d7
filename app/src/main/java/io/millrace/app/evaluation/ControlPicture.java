package io.millrace.app.evaluation;

import io.millrace.app.evaluation.ControlPaths.Control;
import io.millrace.runtime.worker.UserMistake;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A policy's controls beside the best ones, as a PNG picture. Needs no screen. */
public final class ControlPicture {

    /** Size in pixels. */
    static final int WIDTH = 1200;

    static final int HEIGHT = 640;

    private static final int BAND_OPACITY = 50;

    /** The light colours of the report's style: two for each control, the policy's and the optimum's. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0a6ebd),
            new Color(0xc2410c),
            new Color(0x15803d),
            new Color(0x9333ea),
            new Color(0xbe185d),
            new Color(0x0f766e));

    private ControlPicture() {}

    /**
     * Refuses what would fail after all episodes are played.
     *
     * @throws UserMistake if this Java cannot write letters into a picture
     */
    public static void requireDrawable() {
        System.setProperty("java.awt.headless", "true");
        Graphics2D graphics = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            var unused = graphics.getFontMetrics().stringWidth("0");
        } catch (RuntimeException | LinkageError | InternalError noFonts) {
            throw new UserMistake(
                    "A PNG picture needs letters, and this Java has none to draw: " + noFonts
                            + ". Install fontconfig and a font, or write --report FILE.html, which needs neither.",
                    noFonts);
        } finally {
            graphics.dispose();
        }
    }

    /** The picture of a file. */
    public static byte[] png(Played played, ControlPaths paths) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(OptimumPage.title(played))
                .xAxisTitle(paths.timeName())
                .yAxisTitle(String.join(
                        ", ", paths.controls().stream().map(Control::name).toList()))
                .build();
        chart.getStyler().setXAxisDecimalPattern("0.####").setYAxisDecimalPattern("0.####");
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartFontColor(Color.DARK_GRAY);
        for (int i = 0; i < paths.controls().size(); i++) {
            draw(chart, paths, paths.controls().get(i), 2 * i);
        }
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A picture can be written into memory", impossible);
        }
    }

    private static void draw(XYChart chart, ControlPaths paths, Control control, int colour) {
        Color policy = COLOURS.get(colour % COLOURS.size());
        if (control.spreads()) {
            band(chart, paths, control, policy);
        }
        line(chart, paths, control.name() + ", greedy policy", control.policy(), policy, new BasicStroke(2.5f));
        line(
                chart,
                paths,
                control.name() + ", optimum",
                control.optimum(),
                COLOURS.get((colour + 1) % COLOURS.size()),
                new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {9, 6}, 0));
    }

    private static void line(
            XYChart chart, ControlPaths paths, String name, List<Double> values, Color colour, BasicStroke stroke) {
        chart.addSeries(name, paths.times().subList(0, values.size()), values)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(colour)
                .setLineStyle(stroke);
    }

    private static void band(XYChart chart, ControlPaths paths, Control control, Color colour) {
        List<Double> there = paths.times().subList(0, control.low().size());
        List<Double> around = new ArrayList<>(there);
        List<Double> edge = new ArrayList<>(control.low());
        List<Double> back = new ArrayList<>(there);
        List<Double> upper = new ArrayList<>(control.high());
        Collections.reverse(back);
        Collections.reverse(upper);
        around.addAll(back);
        edge.addAll(upper);
        XYSeries area = chart.addSeries(paths.bandName(control), around, edge);
        Color pale = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_OPACITY);
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        area.setMarker(SeriesMarkers.NONE).setLineColor(pale).setFillColor(pale);
    }
}
