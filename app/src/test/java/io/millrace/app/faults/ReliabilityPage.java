package io.millrace.app.faults;

import io.millrace.app.Millrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The table of docs/reliability.md, between its two markers. */
final class ReliabilityPage {

    private static final String BEGIN = "<!-- fault runs: written by FaultRunTest -->\n";
    private static final String END = "<!-- end of fault runs -->\n";

    private ReliabilityPage() {}

    /** Puts these rows, by seed, in the place of those that the table has; the others stay. */
    static void write(Map<Integer, String> rows) throws IOException {
        Path page = Millrace.repository().resolve("docs/reliability.md");
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " has lost the markers of its table: " + BEGIN + END);
        }
        Map<Integer, String> all = new TreeMap<>();
        text.substring(from + BEGIN.length(), to)
                .lines()
                .filter(line -> line.matches("\\| \\d.*"))
                .forEach(line -> all.put(Integer.parseInt(line.split(" ", 3)[1]), line));
        all.putAll(rows);
        String table = "| seed | faults, and the update that the ledger stood at | invariants | seconds |\n"
                + "|---|---|---|---|\n" + String.join("\n", all.values()) + "\n";
        Files.writeString(page, text.substring(0, from + BEGIN.length()) + table + text.substring(to));
    }
}
