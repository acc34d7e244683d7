package io.millrace.env.environments.landuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A target that a user wrote: a table of comma-separated values whose first line is {@value #HEADER},
 * with a line for each area in the engine's order, in the units of the engine.
 */
public final class TargetFile {

    static final String HEADER = "air_quality,house_price,job_accessibility,greenspace_accessibility";

    private TargetFile() {}

    /**
     * Reads a target.
     *
     * @return areas x 4 indicators; how many areas there should be is the plan's to say
     * @throws IllegalArgumentException if the file cannot be read as described; the message names file, line and
     *     column
     */
    public static double[] read(Path file) {
        List<String> lines = lines(file);
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
            throw new IllegalArgumentException(file + " begins with \"" + (lines.isEmpty() ? "" : lines.get(0))
                    + "\", so its columns are not known. Let its first line be " + HEADER + ".");
        }
        double[] indicators = new double[(lines.size() - 1) * Indicator.COUNT];
        for (int area = 0; area < lines.size() - 1; area++) {
            readLine(file, area + 2, lines.get(area + 1), indicators, area * Indicator.COUNT);
        }
        return indicators;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(
                    "There is no file " + file + " to read a target from. Check environment.targets.file.", missing);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    file + " cannot be read as a target: " + unreadable.getMessage() + ". Name a UTF-8 text file.",
                    unreadable);
        }
    }

    private static void readLine(Path file, int number, String line, double[] into, int at) {
        String[] cells = line.split(",", -1);
        if (cells.length != Indicator.COUNT) {
            throw new IllegalArgumentException("Line " + number + " of " + file + " has " + cells.length
                    + " numbers, but an area has " + Indicator.COUNT + " indicators. Write " + HEADER + ".");
        }
        for (int column = 0; column < Indicator.COUNT; column++) {
            try {
                into[at + column] = Double.parseDouble(cells[column].strip());
            } catch (NumberFormatException noNumber) {
                throw new IllegalArgumentException(
                        "Line " + number + " of " + file + " has \"" + cells[column] + "\" as "
                                + Indicator.of(column).label() + ", which is no number. Write one, such as 15.5.",
                        noNumber);
            }
        }
    }
}
