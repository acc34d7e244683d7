package io.millrace.env.environments.migration;

import io.millrace.env.environments.csv.CsvCells;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Comma-separated rows under a line with the names of the columns, which stand in any order. Cells may stand in double
 * quotes. What cannot be is refused with file, line (the first is 1) and column.
 */
final class Table {

    private final String source;
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();

    private Table(String source, List<String> lines, Set<String> needed, Set<String> allowed) {
        this.source = source;
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(
                    source + " is empty. Let its first line be " + String.join(",", needed) + ".");
        }
        // Spreadsheets begin a file with a mark that is no part of the first name.
        this.columns = cells(lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(0));
        requireColumns(needed, allowed);
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(row(i + 1, lines.get(i)));
            }
        }
    }

    /**
     * Reads a file.
     *
     * @param needed  columns that have to be there
     * @param allowed all columns that may be there
     */
    static Table read(Path file, Set<String> needed, Set<String> allowed) {
        try {
            return of(file.toString(), Files.readString(file), needed, allowed);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("There is no file " + file + ". Check the path.", missing);
        } catch (CharacterCodingException foreign) {
            throw new IllegalArgumentException(file + " is not UTF-8 text. Save it as CSV in UTF-8.", foreign);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + unreadable.getMessage()
                            + ". Name a text file that this user may read.",
                    unreadable);
        }
    }

    static Table of(String source, String text, Set<String> needed, Set<String> allowed) {
        return new Table(source, text.lines().toList(), needed, allowed);
    }

    private void requireColumns(Set<String> needed, Set<String> allowed) {
        TreeSet<String> seen = new TreeSet<>();
        for (String column : columns) {
            if (!allowed.contains(column)) {
                throw new IllegalArgumentException(source + " has a column \"" + column + "\", which nothing reads. Its"
                        + " columns are " + String.join(", ", allowed) + ", separated by commas.");
            }
            if (!seen.add(column)) {
                throw new IllegalArgumentException(
                        source + " has the column " + column + " twice. Leave one of them out.");
            }
        }
        for (String column : needed) {
            if (!seen.contains(column)) {
                throw new IllegalArgumentException(source + " has no column " + column + ", only "
                        + String.join(", ", columns) + ". Add it; the first line names the columns.");
            }
        }
    }

    private Row row(int line, String text) {
        List<String> cells = cells(text);
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(source + ", line " + line + ", has " + cells.size()
                    + " cells, but the table has " + columns.size()
                    + " columns. Write one cell for each column, and put names that hold a comma in double quotes.");
        }
        return new Row(line, cells);
    }

    List<Row> rows() {
        return rows;
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    private static List<String> cells(String line) {
        return CsvCells.of(line).stream().map(String::strip).toList();
    }

    /** One row. */
    final class Row {

        private final int line;
        private final List<String> cells;

        private Row(int line, List<String> cells) {
            this.line = line;
            this.cells = cells;
        }

        /** The cell of a column that is there; not empty. */
        String text(String column) {
            String text = cells.get(columns.indexOf(column));
            if (text.isEmpty()) {
                throw refused(column, "is empty. Fill it in.");
            }
            return text;
        }

        /** The number of a column that is there: finite. */
        double number(String column) {
            String text = text(column);
            try {
                double number = Double.parseDouble(text);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException noNumber) {
                throw refused(column, "is \"" + text + "\", which is no number. Write one, such as 0.05.");
            }
            throw refused(column, "is " + text + ". Write a finite number, such as 0.05.");
        }

        IllegalArgumentException refused(String column, String why) {
            return new IllegalArgumentException(source + ", line " + line + ", column " + column + " " + why);
        }
    }
}
