package io.millrace.env.environments.csv;

import java.util.ArrayList;
import java.util.List;

/** Takes a line of comma-separated cells apart. */
public final class CsvCells {

    private CsvCells() {}

    /**
     * The cells of a line as they stand there, without the double quotes around them; at least one. A comma in quotes
     * belongs to its cell, and two quotes in quotes are one quote that belongs to it.
     */
    public static List<String> of(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
