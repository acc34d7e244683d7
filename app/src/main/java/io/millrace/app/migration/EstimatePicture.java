package io.millrace.app.migration;

import io.millrace.app.migration.UtilityEstimate.Region;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;

/** The utilities with their intervals as a PNG picture. Needs no screen. */
public final class EstimatePicture {

    private static final int HEIGHT = 760;
    private static final int WIDTH_OF_REGION = 18;
    private static final int MARGIN = 160;
    private static final int LEAST_WIDTH = 700;

    private EstimatePicture() {}

    /** The picture of a file. */
    public static byte[] png(UtilityEstimate estimate) {
        List<Region> regions = estimate.regions();
        CategoryChart chart = new CategoryChartBuilder()
                .width(Math.max(LEAST_WIDTH, MARGIN + WIDTH_OF_REGION * regions.size()))
                .height(HEIGHT)
                .title("Utilities of regions: mean and 95 % credible interval")
                .yAxisTitle("utility")
                .build();
        chart.getStyler()
                .setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter)
                .setXAxisLabelRotation(90)
                .setYAxisDecimalPattern("0.##")
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(Color.DARK_GRAY)
                .setLegendVisible(false);
        // Error bars reach as far up as down, so that the interval's middle stands for the mean.
        chart.addSeries(
                        "utility",
                        regions.stream().map(Region::name).toList(),
                        regions.stream()
                                .map(region -> (region.utility().low()
                                                + region.utility().high())
                                        / 2)
                                .toList(),
                        regions.stream()
                                .map(region -> (region.utility().high()
                                                - region.utility().low())
                                        / 2)
                                .toList())
                .setMarkerColor(new Color(0x0a6ebd));
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
        } catch (IOException impossible) {
            throw new UncheckedIOException("A picture can be written into memory", impossible);
        }
    }
}
