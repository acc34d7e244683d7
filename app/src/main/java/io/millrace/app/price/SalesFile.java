package io.millrace.app.price;

import io.millrace.app.csv.CsvLines;
import io.millrace.runtime.worker.UserMistake;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of sales: comma-separated, UTF-8, one line of column names. Each row is checked by itself, and its date
 * against the row of the same store before it; whatever is wrong is refused with file and line, before anything is
 * done with any row.
 */
final class SalesFile implements CsvLines.Taker {

    /** Prices beyond this would lose digits that a price has, where they are kept as float32. */
    private static final double LARGEST_PRICE = 100_000;

    private static final int MOST_UNITS = 1_000_000;
    private static final String STORE = "store";
    private static final String DATE = "date";
    private static final String PRICE = "price";
    private static final String UNITS = "units";
    private static final String UNIT_COST = "unit_cost";
    private static final List<String> COLUMNS = List.of(STORE, DATE, PRICE, UNITS, UNIT_COST);
    private static final String KNOWN = "A sales file has the columns " + String.join(", ", COLUMNS) + ", in any order";

    private final Path file;
    private final LocalDate today;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<SalesRow> rows = new ArrayList<>();
    private final Map<String, SalesRow> lastOfStore = new HashMap<>();

    private SalesFile(Path file, LocalDate today) {
        this.file = file;
        this.today = today;
    }

    /**
     * Reads a file.
     *
     * @param today nothing can have been sold after it
     * @return at least one row, in the order of the file
     * @throws UserMistake if the file or a row cannot be used
     */
    static List<SalesRow> read(Path file, LocalDate today) {
        return new SalesFile(file, today).read();
    }

    private List<SalesRow> read() {
        CsvLines.read(file, "Name a file of sales with --history.", this);
        if (columns.isEmpty()) {
            throw new UserMistake(file + " is empty. " + KNOWN + ", and a row for each sale.");
        }
        if (rows.isEmpty()) {
            throw new UserMistake(file + " names its columns, but there is no row of sales below them. Add some.");
        }
        return rows;
    }

    @Override
    public void take(List<String> cells, long line) {
        if (columns.isEmpty()) {
            takeNames(cells, line);
            return;
        }
        if (cells.size() != columns.size()) {
            throw mistake(
                    line,
                    "there are " + cells.size() + " cells, but the first line names " + columns.size()
                            + " columns. Put names that hold a comma in double quotes");
        }
        SalesRow row = row(cells, line);
        SalesRow before = lastOfStore.put(row.store(), row);
        if (before != null && row.date().isBefore(before.date())) {
            throw mistake(
                    line,
                    "store " + row.store() + " is at " + row.date() + " here, but was at " + before.date() + " in line "
                            + before.line() + " already. Sort each store's rows by date; sales that come late may"
                            + " stand in a later file");
        }
        rows.add(row);
    }

    private void takeNames(List<String> cells, long line) {
        for (String cell : cells) {
            String name =
                    cell.replace("\uFEFF", "").trim().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
            if (cells.size() == 1 && !COLUMNS.contains(name)) {
                throw mistake(
                        line,
                        "this is no CSV file of sales: its first line is the single cell \"" + shortened(cell) + "\". "
                                + KNOWN + ", separated by commas");
            }
            if (!COLUMNS.contains(name)) {
                throw mistake(line, "there is a column \"" + shortened(cell) + "\". " + KNOWN + "; leave it out");
            }
            if (columns.put(name, columns.size()) != null) {
                throw mistake(line, "the column " + name + " is there twice. Leave one out");
            }
        }
        List<String> missing =
                COLUMNS.stream().filter(name -> !columns.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw mistake(line, "the column " + String.join(" and ", missing) + " is missing. " + KNOWN);
        }
    }

    private SalesRow row(List<String> cells, long line) {
        String store = cell(cells, STORE);
        if (store.isEmpty()) {
            throw mistake(line, "the store has no name. Give each store one");
        }
        LocalDate date = date(cell(cells, DATE), line);
        BigDecimal price = amount(cells, PRICE, line);
        BigDecimal units = amount(cells, UNITS, line);
        BigDecimal unitCost = amount(cells, UNIT_COST, line);
        if (price.signum() <= 0 || price.doubleValue() > LARGEST_PRICE) {
            throw mistake(
                    line,
                    "the price is " + price.toPlainString() + ". A price is above 0 and at most " + (int) LARGEST_PRICE
                            + "; use a larger unit of money if it is more");
        }
        if (unitCost.signum() < 0) {
            throw mistake(line, "the unit cost is " + unitCost.toPlainString() + ". A cost is not negative");
        }
        if (kept(price) <= kept(unitCost)) {
            throw mistake(
                    line,
                    "the price " + price.toPlainString() + " is not above the unit cost " + unitCost.toPlainString()
                            + ", so that nothing is earned and nothing can be compared. Correct it, or leave such"
                            + " sales out");
        }
        if (units.signum() < 0 || units.stripTrailingZeros().scale() > 0 || units.doubleValue() > MOST_UNITS) {
            throw mistake(
                    line,
                    "the units are " + units.toPlainString() + ". Units sold are a whole number from 0 to " + MOST_UNITS
                            + "; take returned goods off the day on which they were sold");
        }
        return new SalesRow(store, date, kept(price), units.intValueExact(), kept(unitCost), line);
    }

    /** As it will be read back: see {@link StoreWeek}. */
    private static double kept(BigDecimal amount) {
        return Money.kept(amount.doubleValue());
    }

    private LocalDate date(String cell, long line) {
        LocalDate date;
        try {
            date = LocalDate.parse(cell);
        } catch (DateTimeParseException notADate) {
            throw mistake(line, "\"" + shortened(cell) + "\" is no date. Write year-month-day, such as 2024-03-31");
        }
        if (date.isAfter(today)) {
            throw mistake(line, "the date " + date + " lies in the future. Only what was sold can be learned from");
        }
        if (date.getYear() < 1970) {
            throw mistake(line, "the date " + date + " lies before 1970. Correct the year");
        }
        return date;
    }

    private BigDecimal amount(List<String> cells, String column, long line) {
        String cell = cell(cells, column);
        BigDecimal amount = null;
        try {
            amount = new BigDecimal(cell);
        } catch (NumberFormatException notANumber) {
            // Said below, with the numbers that are none for us.
        }
        if (amount == null || Math.abs(amount.scale()) > 30) {
            throw mistake(
                    line,
                    "the " + column + " is \"" + shortened(cell)
                            + "\", which is no number. Write digits with a dot as the decimal mark, such as 449.90");
        }
        return amount;
    }

    private String cell(List<String> cells, String column) {
        @Nullable Integer index = columns.get(column);
        return index == null ? "" : cells.get(index).trim();
    }

    private static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "...";
    }

    @Override
    public UserMistake mistake(long line, String what) {
        return mistake(file, line, what);
    }

    static UserMistake mistake(Path file, long line, String what) {
        return new UserMistake(file + ", line " + line + ": " + what + ".");
    }
}
