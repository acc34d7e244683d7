package io.millrace.datasets.rows;

import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file that may come from anywhere, and says what is wrong with one. One thread at a time. */
public final class RowReader implements AutoCloseable {

    /** Stands for an episode or a step that the file does not tell. */
    public static final int UNTOLD = -1;

    private final Path file;
    private final Table table;
    private final Map<String, int[]> places = new HashMap<>();

    /**
     * Opens a file.
     *
     * @throws UserMistake if it is not there, cannot be read, or a column is missing
     */
    public RowReader(Path file, RowFormat format, ColumnNames names) {
        this.file = file;
        try {
            this.table = format.open(file);
        } catch (NoSuchFileException missing) {
            throw new UserMistake("There is no file " + file + ".", missing);
        } catch (IOException | RuntimeException unreadable) {
            throw new UserMistake(
                    file + " cannot be read as " + format + ": " + unreadable.getMessage()
                            + ". Name its format with --format, or make it anew.",
                    unreadable);
        }
        Columns.ALL.forEach(column -> places.put(column, places(column, names)));
        require(Columns.OBSERVATION);
        require(Columns.ACTION);
        require(Columns.REWARD);
        if (!has(Columns.TERMINATED) && !has(Columns.TRUNCATED) && !has(Columns.EPISODE)) {
            throw missing(
                    Columns.TERMINATED,
                    " Without it, or \"truncated\" or \"episode\", nobody knows where an" + " episode ends.");
        }
    }

    /** What the file says of itself. */
    public Map<String, String> metadata() {
        return table.metadata();
    }

    /** Whether the file tells this of a step. */
    public boolean has(String column) {
        return place(column).length > 0;
    }

    /**
     * The next row; null behind the last. What the file does not tell is {@link #UNTOLD}, 0 or null.
     *
     * @throws UserMistake if a cell is not what its column holds; the message names file, row and column
     */
    public @Nullable StepRow next() {
        try {
            return table.next() ? row() : null;
        } catch (IOException damaged) {
            throw new UserMistake(
                    file + " cannot be read to its end: " + damaged.getMessage() + ". Make it anew.", damaged);
        }
    }

    /** What to say of the present row; {@code what} has no full stop. */
    public UserMistake mistake(String column, String what) {
        int[] at = place(column);
        String name =
                at.length == 0 ? column : table.columns().get(at[0]) + (at.length > 1 ? " and those after it" : "");
        return new UserMistake(file + ", row " + table.place() + ", column " + name + ": " + what + ".");
    }

    @Override
    public void close() {
        try {
            table.close();
        } catch (IOException stays) {
            // It was only read.
        }
    }

    private StepRow row() throws IOException {
        return new StepRow(
                text(Columns.RUN),
                (int) whole(Columns.LANE, 0),
                (int) whole(Columns.ENVIRONMENT, 0),
                whole(Columns.EPISODE, UNTOLD),
                (int) whole(Columns.STEP, UNTOLD),
                required(Columns.OBSERVATION),
                required(Columns.ACTION),
                numbers(Columns.SAMPLED),
                flags(Columns.ACTION_MASK),
                logProbability(),
                (float) finite(Columns.REWARD),
                flag(Columns.TERMINATED),
                flag(Columns.TRUNCATED),
                numbers(Columns.NEXT_OBSERVATION),
                flags(Columns.NEXT_ACTION_MASK),
                whole(Columns.WEIGHTS_VERSION, 0),
                whole(Columns.TIME, 0));
    }

    private String text(String column) throws IOException {
        Object cell = cell(column);
        return cell == null ? "" : String.valueOf(cell);
    }

    private long whole(String column, long otherwise) throws IOException {
        Object cell = cell(column);
        if (cell == null) {
            return otherwise;
        }
        double number = number(column, cell);
        if (number != Math.rint(number) || number < 0) {
            throw mistake(column, "\"" + cell + "\" is no whole number from 0 on");
        }
        return cell instanceof Long exact ? exact : (long) number;
    }

    private double finite(String column) throws IOException {
        Object cell = cell(column);
        if (cell == null) {
            throw mistake(column, "the cell is empty, but every step has one");
        }
        return finite(column, cell);
    }

    private double finite(String column, Object cell) {
        double number = number(column, cell);
        if (!Float.isFinite((float) number)) {
            throw mistake(column, "\"" + cell + "\" cannot be learned from: only finite numbers can");
        }
        return number;
    }

    private float logProbability() throws IOException {
        Object cell = cell(Columns.LOG_PROBABILITY);
        double number = cell == null ? Double.NaN : number(Columns.LOG_PROBABILITY, cell);
        if (Double.isInfinite(number)) {
            throw mistake(
                    Columns.LOG_PROBABILITY,
                    "\"" + cell + "\" cannot be: what was drawn had a chance. Leave the"
                            + " cell empty where nobody knows it");
        }
        return (float) number;
    }

    private boolean flag(String column) throws IOException {
        Object cell = cell(column);
        return cell != null && flag(column, cell);
    }

    private boolean flag(String column, Object cell) {
        if (cell instanceof Boolean flag) {
            return flag;
        }
        if (cell instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.parseBoolean(text);
        }
        double number = number(column, cell);
        if (number != 0 && number != 1) {
            throw mistake(column, "\"" + cell + "\" is neither true nor false, 1 nor 0");
        }
        return number == 1;
    }

    private double number(String column, Object cell) {
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.parseDouble(String.valueOf(cell));
        } catch (NumberFormatException noNumber) {
            throw mistake(column, "\"" + cell + "\" is no number");
        }
    }

    private float[] required(String column) throws IOException {
        float[] numbers = numbers(column);
        if (numbers == null) {
            throw mistake(column, "the cell is empty, but every step has one");
        }
        return numbers;
    }

    /** A list in one column, or spread over several; null where all of it is empty. */
    private float @Nullable [] numbers(String column) throws IOException {
        int[] at = place(column);
        if (at.length == 1 && table.cell(at[0]) instanceof float[] list) {
            for (float number : list) {
                var unused = finite(column, number);
            }
            return list;
        }
        float[] numbers = new float[at.length];
        int empty = 0;
        for (int i = 0; i < at.length; i++) {
            Object cell = table.cell(at[i]);
            empty += cell == null ? 1 : 0;
            numbers[i] = cell == null ? 0 : (float) finite(column, cell);
        }
        if (empty > 0 && empty < at.length) {
            throw mistake(column, empty + " of its " + at.length + " cells are empty");
        }
        return empty == at.length ? null : numbers;
    }

    private byte @Nullable [] flags(String column) throws IOException {
        int[] at = place(column);
        if (at.length == 1 && table.cell(at[0]) instanceof byte[] list) {
            return list;
        }
        float[] numbers = numbers(column);
        if (numbers == null) {
            return null;
        }
        byte[] flags = new byte[numbers.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (byte) (flag(column, numbers[i]) ? 1 : 0);
        }
        return flags;
    }

    private @Nullable Object cell(String column) throws IOException {
        int[] at = place(column);
        return at.length == 0 ? null : table.cell(at[0]);
    }

    private int[] place(String column) {
        return places.getOrDefault(column, new int[0]);
    }

    private int[] places(String column, ColumnNames names) {
        List<String> wanted = names.of(column, table.columns());
        int[] at = new int[wanted.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = table.columns().indexOf(wanted.get(i));
            if (at[i] < 0) {
                throw missing(wanted.get(i), "");
            }
        }
        return at;
    }

    private void require(String column) {
        if (!has(column)) {
            throw missing(column, "");
        }
    }

    private UserMistake missing(String column, String why) {
        return new UserMistake(file + " has no column " + ColumnNames.ways(column) + "." + why + " Its columns are "
                + (table.columns().isEmpty() ? "none" : String.join(", ", table.columns()))
                + ". Name another one with --column COLUMN=NAME.");
    }
}
