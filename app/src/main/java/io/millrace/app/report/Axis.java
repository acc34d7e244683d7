package io.millrace.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Maps numbers to places along one direction of a chart.
 *
 * @param least    number at {@code from}
 * @param greatest number at {@code to}; above {@code least}
 */
public record Axis(double least, double greatest, double from, double to) {

    private static final double[] STEPS = {1, 2, 5, 10};

    /** An axis for these numbers, widened where they are all the same. */
    public static Axis holding(double least, double greatest, double from, double to) {
        double margin = greatest > least ? 0.04 * (greatest - least) : Math.max(0.5, Math.abs(least) / 2);
        return new Axis(least - margin, greatest + margin, from, to);
    }

    /** Where a number stands, with the digits that a picture needs. */
    public String at(double number) {
        return String.format(Locale.ROOT, "%.1f", place(number));
    }

    public double place(double number) {
        return from + (number - least) / (greatest - least) * (to - from);
    }

    /** Round numbers on the axis, about so many. */
    public List<Double> ticks(int about) {
        double raw = (greatest - least) / about;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = 10 * power;
        for (double one : STEPS) {
            if (one * power >= raw) {
                step = one * power;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (double k = Math.ceil(least / step); k * step <= greatest; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }

    /** A tick in words: thousands apart, and without zeros that say nothing. */
    public static String words(double tick) {
        String text = String.format(Locale.ROOT, "%,.4f", tick);
        String brief = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        return brief.equals("-0") ? "0" : brief;
    }
}
