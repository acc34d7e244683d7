package io.millrace.app.report;

import io.millrace.app.report.LineChart.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The lines of charts as one PNG picture, a chart below the other. Needs no screen; levels and bands are left out. */
public final class ChartPicture {

    /** Width of the picture in pixels. */
    public static final int WIDTH = 1200;

    /** Height of each chart in it in pixels. */
    public static final int HEIGHT = 460;

    private static final int TICK_SPACING = 90;

    private static final Color UNSEEN = new Color(0, 0, 0, 0);

    /** The light colours of the report's style. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0a6ebd),
            new Color(0xc2410c),
            new Color(0x15803d),
            new Color(0x9333ea),
            new Color(0xbe185d),
            new Color(0x0f766e),
            new Color(0x854d0e),
            new Color(0x475569),
            new Color(0xb91c1c),
            new Color(0x4338ca),
            new Color(0x65a30d),
            new Color(0x0e7490));

    private ChartPicture() {}

    /**
     * The picture of a file.
     *
     * @param charts of lines with places of their own; names of lines are unique in a chart
     */
    public static byte[] png(List<LineChart> charts) {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        for (int i = 0; i < charts.size(); i++) {
            graphics.drawImage(BitmapEncoder.getBufferedImage(drawn(charts.get(i))), 0, i * HEIGHT, null);
        }
        graphics.dispose();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(picture, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("A picture can be written into memory", impossible);
        }
    }

    private static XYChart drawn(LineChart lines) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(lines.title())
                .xAxisTitle(lines.across())
                .yAxisTitle(lines.up())
                .build();
        chart.getStyler()
                .setXAxisDecimalPattern("0.####")
                .setYAxisDecimalPattern("0.####")
                .setXAxisTickMarkSpacingHint(TICK_SPACING);
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setChartFontColor(Color.DARK_GRAY);
        for (Line line : lines.lines()) {
            chart.addSeries(line.name(), line.places(), line.values())
                    .setMarker(SeriesMarkers.NONE)
                    .setLineColor(COLOURS.get(line.colour() % COLOURS.size()))
                    .setLineStyle(stroke(line));
        }
        keepTicksRound(chart, lines.lines().get(0));
        return chart;
    }

    // Where all values stand equally far apart, the library marks every so many of them instead of round numbers. A
    // line
    // that nobody sees, with one value elsewhere, keeps it from that.
    private static void keepTicksRound(XYChart chart, Line line) {
        double first = line.places().get(0);
        double last = line.places().get(line.places().size() - 1);
        double value = line.values().get(0);
        chart.addSeries(" ", List.of(first, first + (last - first) / Math.E, last), List.of(value, value, value))
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(UNSEEN)
                .setShowInLegend(false);
    }

    private static BasicStroke stroke(Line line) {
        return line.dashed()
                ? new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {9, 6}, 0)
                : new BasicStroke(2.5f);
    }
}
