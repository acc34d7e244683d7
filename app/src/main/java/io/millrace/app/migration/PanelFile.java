package io.millrace.app.migration;

import io.millrace.app.csv.CsvLines;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A panel as CSV: UTF-8, a column Region and one for each year, in any order, one row for each region. Whatever is
 * wrong is refused with file, line and column.
 */
public final class PanelFile implements CsvLines.Taker {

    /** The matrices of the estimate grow with the square of the regions. */
    static final int MOST_REGIONS = 300;

    static final int LEAST_YEARS = 3;

    private static final String REGION = "Region";
    private static final String KNOWN =
            "A panel has a column Region and a column for each year, such as Region,2000,2001,2002";
    private static final String OWN = "workforce.csv";
    private static final double LARGEST = 1e12;

    private final String source;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Long> lineOfRegion = new HashMap<>();
    private final List<double[]> rows = new ArrayList<>();
    private int regionColumn = -1;
    private int firstYear;
    private int years;
    private int[] yearOfColumn = {};

    private PanelFile(String source) {
        this.source = source;
    }

    /**
     * Reads a file.
     *
     * @throws UserMistake if it cannot be used
     */
    public static Panel read(Path file) {
        PanelFile panel = new PanelFile(file.toString());
        CsvLines.read(file, "Name a panel with --panel.", panel);
        return panel.panel();
    }

    /** The product's own: 80 regions of Russia, 2000 to 2021, thousand persons. NOTICE names the source. */
    public static Panel ofProduct() {
        try (InputStream resource = PanelFile.class.getResourceAsStream(OWN)) {
            if (resource == null) {
                throw new IllegalStateException("The resource " + OWN + " is missing: this jar was not built whole.");
            }
            PanelFile panel = new PanelFile("the product's panel");
            CsvLines.read(new InputStreamReader(resource, StandardCharsets.UTF_8), panel);
            return panel.panel();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The resource " + OWN + " cannot be read.", unreadable);
        }
    }

    private Panel panel() {
        if (regionColumn < 0) {
            throw new UserMistake(source + " is empty. " + KNOWN + ", and a row for each region.");
        }
        if (rows.size() < 2) {
            throw new UserMistake(source + " has " + (rows.isEmpty() ? "no region" : "one region")
                    + ". People move from one region to another, so at least 2 rows are needed. Add some.");
        }
        return new Panel(names, firstYear, byYear());
    }

    private double[][] byYear() {
        double[][] persons = new double[years][rows.size()];
        for (int region = 0; region < rows.size(); region++) {
            for (int year = 0; year < years; year++) {
                persons[year][region] = rows.get(region)[year];
            }
        }
        return persons;
    }

    @Override
    public void take(List<String> cells, long line) {
        if (cells.size() == 1 && cells.get(0).isBlank()) {
            return;
        }
        if (regionColumn < 0) {
            takeHeader(cells, line);
        } else {
            takeRegion(cells, line);
        }
    }

    private void takeHeader(List<String> cells, long line) {
        if (cells.size() == 1) {
            throw mistake(
                    line,
                    "the first line is the single cell \"" + shortened(cells.get(0)) + "\". " + KNOWN
                            + ", separated by commas");
        }
        List<Integer> found = new ArrayList<>();
        yearOfColumn = new int[cells.size()];
        for (int column = 0; column < cells.size(); column++) {
            String name = cells.get(column).replace("\uFEFF", "").trim();
            if (name.equalsIgnoreCase(REGION)) {
                requireFirst(line, regionColumn < 0, REGION);
                regionColumn = column;
            } else {
                int year = year(name, line, column);
                requireFirst(line, !found.contains(year), name);
                found.add(year);
                yearOfColumn[column] = year;
            }
        }
        if (regionColumn < 0) {
            throw mistake(line, "there is no column Region. " + KNOWN);
        }
        requireConsecutive(found, line);
    }

    private void requireFirst(long line, boolean first, String name) {
        if (!first) {
            throw mistake(line, "the column " + name + " is there twice. Leave one out");
        }
    }

    private int year(String name, long line, int column) {
        if (!name.matches("[12]\\d{3}")) {
            throw mistake(
                    line,
                    "column " + (column + 1) + " is named \"" + shortened(name)
                            + "\", which is neither Region nor a year. Write years as whole numbers, such as 2003, and"
                            + " leave other columns out");
        }
        return Integer.parseInt(name);
    }

    private void requireConsecutive(List<Integer> found, long line) {
        if (found.size() < LEAST_YEARS) {
            throw mistake(
                    line,
                    "there are " + found.size() + " years. How people move shows from year to year; at least "
                            + LEAST_YEARS + " are needed");
        }
        List<Integer> sorted = found.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i) != sorted.get(i - 1) + 1) {
                throw mistake(
                        line,
                        "the years " + sorted.get(i - 1) + " and " + sorted.get(i) + " are there, but "
                                + (sorted.get(i - 1) + 1)
                                + " is missing. The model steps from year to year: add the column, interpolated if"
                                + " need be, or leave out the years on one side of the gap");
            }
        }
        firstYear = sorted.get(0);
        years = sorted.size();
    }

    private void takeRegion(List<String> cells, long line) {
        if (cells.size() != yearOfColumn.length) {
            throw mistake(
                    line,
                    "there are " + cells.size() + " cells, but the first line names " + yearOfColumn.length
                            + " columns. Put names that hold a comma in double quotes, and fill missing figures");
        }
        String region = cells.get(regionColumn).replace("\uFEFF", "").trim();
        if (region.isEmpty()) {
            throw mistake(line, "column Region: the region has no name. Give each region one");
        }
        Long before = lineOfRegion.putIfAbsent(region.toLowerCase(Locale.ROOT), line);
        if (before != null) {
            throw mistake(
                    line,
                    "column Region: " + region + " is there twice, first in line " + before
                            + ". Leave one out, or sum both");
        }
        if (names.size() == MOST_REGIONS) {
            throw mistake(
                    line,
                    "there are more than " + MOST_REGIONS
                            + " regions, which is more than the estimate is made for. Sum regions into larger ones");
        }
        names.add(region);
        rows.add(persons(cells, line));
    }

    private double[] persons(List<String> cells, long line) {
        double[] persons = new double[years];
        for (int column = 0; column < cells.size(); column++) {
            if (column != regionColumn) {
                persons[yearOfColumn[column] - firstYear] =
                        persons(cells.get(column).trim(), line, yearOfColumn[column]);
            }
        }
        return persons;
    }

    private double persons(String cell, long line, int year) {
        double persons = Double.NaN;
        try {
            persons = Double.parseDouble(cell);
        } catch (NumberFormatException notANumber) {
            // Said below, with the numbers that are none for us.
        }
        if (!(Math.abs(persons) <= LARGEST)) {
            throw mistake(
                    line,
                    "column " + year + ": \"" + shortened(cell)
                            + "\" is no number. Write the labour force in digits with a dot as the decimal mark, such"
                            + " as 1099.5, and fill missing figures");
        }
        if (persons <= 0) {
            throw mistake(
                    line,
                    "column " + year + ": the labour force is " + cell
                            + ". The model moves people from each region, so that all figures are above 0. Fill the"
                            + " figure, or sum the region with a neighbour");
        }
        return persons;
    }

    private static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "...";
    }

    @Override
    public UserMistake mistake(long line, String what) {
        return new UserMistake(source + ", line " + line + ": " + what + ".");
    }
}
