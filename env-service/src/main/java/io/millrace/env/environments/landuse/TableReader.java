package io.millrace.env.environments.landuse;

import io.millrace.env.environments.csv.CsvCells;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one comma-separated table row by row: first an optional line that starts with {@code #}, then the
 * names of the columns, then the rows. Cells may stand in double quotes. What cannot be is refused with
 * file, line (the first is 1) and column. One thread.
 */
final class TableReader implements AutoCloseable {

    private final Path file;
    private final BufferedReader lines;
    private final String comment;
    private final List<String> columns;
    private List<String> cells = List.of();
    private int line;

    private TableReader(Path file, BufferedReader lines) {
        this.file = file;
        this.lines = lines;
        String first = readLine();
        comment = first != null && first.startsWith("#") ? first : "";
        String header = comment.isEmpty() ? first : readLine();
        if (header == null) {
            throw new IllegalArgumentException(
                    file + " is empty: it has no line with the names of its columns. " + ExactTablesReader.REMEDY);
        }
        columns = CsvCells.of(header);
    }

    /**
     * Opens the table {@code name}, as {@code name.csv} or {@code name.csv.gz} in the folder.
     *
     * @throws IllegalArgumentException if neither is there, or it cannot be read
     */
    static TableReader open(Path folder, String name) {
        Path plain = folder.resolve(name + ".csv");
        Path zipped = folder.resolve(name + ".csv.gz");
        if (Files.isRegularFile(plain)) {
            return open(plain, false);
        }
        if (Files.isRegularFile(zipped)) {
            return open(zipped, true);
        }
        throw new IllegalArgumentException(
                "The exact engine needs " + plain + " or " + zipped + ". " + ExactTablesReader.REMEDY);
    }

    // The stream has to be closed here if what is to own it cannot be made.
    private static TableReader open(Path file, boolean zipped) {
        InputStream bytes = null;
        try {
            bytes = Files.newInputStream(file);
            InputStream text = zipped ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new TableReader(file, new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            closeQuietly(bytes, e);
            throw e instanceof IOException unread ? unreadable(file, unread) : (RuntimeException) e;
        }
    }

    private static void closeQuietly(@Nullable InputStream bytes, Exception because) {
        if (bytes != null) {
            try {
                bytes.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }

    // Whoever named the folder can put it right: a file that was cut off, or that they may not read.
    private static IllegalArgumentException unreadable(Path file, IOException e) {
        return new IllegalArgumentException(
                file + " cannot be read: " + e.getMessage() + ". Let it be a whole text file, or a whole one that gzip"
                        + " compressed if its name ends in .gz, which this user may read. " + ExactTablesReader.REMEDY,
                e);
    }

    /** The line that starts with {@code #}, or an empty text. */
    String comment() {
        return comment;
    }

    List<String> columns() {
        return columns;
    }

    /** The line of the present row in the file. */
    int line() {
        return line;
    }

    /** Where a column stands. */
    int column(String name) {
        int column = columns.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException(file + " has no column " + name + ", only " + String.join(" | ", columns)
                    + ". " + ExactTablesReader.REMEDY);
        }
        return column;
    }

    /** Goes to the next row; false if there is none. */
    boolean next() {
        String text = readLine();
        if (text == null) {
            return false;
        }
        cells = CsvCells.of(text);
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(file + ", line " + line + ", has " + cells.size()
                    + " cells, but the table has " + columns.size()
                    + " columns. Write one cell for each column, and put names that hold a comma in double quotes.");
        }
        return true;
    }

    String text(int column) {
        return cells.get(column);
    }

    /** The present row's number in a column: finite. */
    double number(int column) {
        String text = cells.get(column);
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refused(column, "is not a number");
        }
        if (!Double.isFinite(number)) {
            throw refused(column, "is not a finite number");
        }
        return number;
    }

    /** The present row's number in a column: greater than 0. */
    double positive(int column) {
        double number = number(column);
        if (number <= 0) {
            throw refused(column, "is not above 0");
        }
        return number;
    }

    /** The present row's number in a column: from {@code least} to {@code greatest}. */
    double between(int column, double least, double greatest) {
        double number = number(column);
        if (number < least || number > greatest) {
            throw refused(column, "is not between " + least + " and " + greatest);
        }
        return number;
    }

    /** The present row's number in a column: whole, from {@code least} to {@code greatest}. */
    int whole(int column, int least, int greatest) {
        double number = number(column);
        if (number != Math.rint(number) || number < least || number > greatest) {
            throw refused(column, "is not a whole number from " + least + " to " + greatest);
        }
        return (int) number;
    }

    /** An error about a cell of the present row. */
    IllegalArgumentException refused(int column, String why) {
        return refused(line, column, why + ": " + (cells.get(column).isEmpty() ? "it is empty" : cells.get(column)));
    }

    /** An error about a cell of a row that was read before. */
    IllegalArgumentException refused(int line, int column, String why) {
        return new IllegalArgumentException(file + ", line " + line + ", column " + columns.get(column) + " " + why
                + ". " + ExactTablesReader.REMEDY);
    }

    /** An error about the table as a whole. */
    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(file + " " + why + " " + ExactTablesReader.REMEDY);
    }

    private @Nullable String readLine() {
        try {
            line++;
            return lines.readLine();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
