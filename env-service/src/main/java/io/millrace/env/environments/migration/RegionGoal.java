package io.millrace.env.environments.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution that shares are steered to. Immutable. */
public final class RegionGoal {

    /** Networks that learned from drawn goals may not reach a share above it. */
    public static final double LARGE_SHARE = 0.12;

    private static final double SAME = 1e-9;
    private static final Set<String> COLUMNS = new TreeSet<>(List.of("region", "share"));

    // The minus of typography is what people paste.
    private static final Pattern CHANGE =
            Pattern.compile("(.+?)\\s+([+\\-\u2212]?)\\s*(\\d+(?:\\.\\d*)?|\\.\\d+)\\s*%?");

    private final RegionTable table;
    private final double[] shares;

    private RegionGoal(RegionTable table, double[] shares) {
        this.table = table;
        this.shares = shares;
        if (Distribution.distance(table.shares(), shares) < SAME) {
            throw new IllegalArgumentException("The goal is the present distribution of " + table.source()
                    + ", which leaves nothing to do. Give a goal that differs from it, such as Moscow -4 and two"
                    + " regions that gain what Moscow loses.");
        }
    }

    /**
     * The present distribution with some shares changed by percentage points: {@code Moscow -4}. Regions without a
     * number share equally what the others give or leave, so that the whole stays one; where all have a number, the
     * numbers sum to 0.
     *
     * @throws IllegalArgumentException if a region is unknown or named twice, the numbers do not sum to 0, a share would
     *     be negative, or nothing changes
     */
    public static RegionGoal ofChanges(RegionTable table, List<String> changes) {
        double[] points = new double[table.size()];
        boolean[] named = new boolean[table.size()];
        List<Integer> sharing = new ArrayList<>();
        for (String change : changes) {
            Matcher numbered = CHANGE.matcher(change.strip());
            boolean number = numbered.matches();
            int place = table.place(number ? numbered.group(1) : change);
            if (named[place]) {
                throw new IllegalArgumentException("The goal changes "
                        + table.englishNames().get(place) + " twice. Name a region once, with all of its change.");
            }
            named[place] = true;
            if (number) {
                double size = Double.parseDouble(numbered.group(3));
                points[place] = numbered.group(2).isEmpty() || numbered.group(2).equals("+") ? size : -size;
            } else {
                sharing.add(place);
            }
        }
        balance(points, sharing);
        return new RegionGoal(table, changed(table, points));
    }

    private static void balance(double[] points, List<Integer> sharing) {
        double sum = Arrays.stream(points).sum();
        if (sharing.isEmpty() && Math.abs(sum) > 100 * Distribution.TOLERANCE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The changes of the goal sum to %s percentage points, but what one region gains another loses. Add"
                            + " regions that change by %s points together, or name them without a number: they share it"
                            + " equally.",
                    sum,
                    -sum));
        }
        for (int place : sharing) {
            points[place] = -sum / sharing.size();
        }
    }

    private static double[] changed(RegionTable table, double[] points) {
        double[] shares = table.shares();
        for (int i = 0; i < shares.length; i++) {
            double present = shares[i];
            shares[i] += points[i] / 100;
            if (shares[i] < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "The goal takes %s percentage points from %s, which has %.4f %%. A share is not negative: take at"
                                + " most that.",
                        -points[i],
                        table.englishNames().get(i),
                        100 * present));
            }
        }
        Distribution.normalise("the goal", shares);
        return shares;
    }

    /**
     * Reads a goal from comma-separated columns {@code region} and {@code share}, with a row for every region of the
     * table, in any order and either language. Shares may sum to one within 0.000001, and are then divided by their sum.
     *
     * @throws IllegalArgumentException if the file cannot be read as described, or a region is missing, unknown or there
     *     twice, or it is the present distribution
     */
    public static RegionGoal read(RegionTable table, Path file) {
        double[] shares = new double[table.size()];
        boolean[] named = new boolean[table.size()];
        for (Table.Row row : Table.read(file, COLUMNS, COLUMNS).rows()) {
            int place = place(table, row);
            if (named[place]) {
                throw row.refused(
                        "region",
                        "is " + row.text("region") + ", which an earlier line names too. Leave one of them out.");
            }
            named[place] = true;
            shares[place] = RegionTable.share(row);
        }
        requireAll(table, file, named);
        Distribution.normalise(file.toString(), shares);
        return new RegionGoal(table, shares);
    }

    private static int place(RegionTable table, Table.Row row) {
        try {
            return table.place(row.text("region"));
        } catch (IllegalArgumentException unknown) {
            IllegalArgumentException refused =
                    row.refused("region", "names no region that is known. " + unknown.getMessage());
            refused.initCause(unknown);
            throw refused;
        }
    }

    private static void requireAll(RegionTable table, Path file, boolean[] named) {
        for (int i = 0; i < named.length; i++) {
            if (!named[i]) {
                throw new IllegalArgumentException(file + " gives no share for "
                        + table.englishNames().get(i) + ". A goal has a line for each of the " + table.size()
                        + " regions of " + table.source() + "; write 0 for a region that is to be empty.");
            }
        }
    }

    /** Target share of each region, in the order of the table; newly allocated. */
    public double[] shares() {
        return shares.clone();
    }

    /** How far the present distribution of the table is from it. */
    public double distance() {
        return Distribution.distance(table.shares(), shares);
    }

    /**
     * What a user should know before they use it: a sentence for each share above {@link #LARGE_SHARE}, which goals
     * drawn for learning hardly ever have. With so few regions that most drawn goals have one there is none.
     */
    public List<String> warnings() {
        double chance = table.size() * Math.pow(1 - LARGE_SHARE, table.size() - 1.0);
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > LARGE_SHARE && chance < 0.5) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "The goal gives %s %.2f %%. Of the goals drawn evenly for learning at most %.2f %% have a share above"
                                + " %.0f %%, so that a network may not reach it; the rules do.",
                        table.englishNames().get(i),
                        100 * shares[i],
                        100 * chance,
                        100 * LARGE_SHARE));
            }
        }
        return warnings;
    }
}
