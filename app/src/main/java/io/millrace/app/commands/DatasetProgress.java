package io.millrace.app.commands;

import io.millrace.app.report.StatusLine;
import io.millrace.datasets.Watcher;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Shows how far long work is, on standard error. */
final class DatasetProgress {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final int CELLS = 30;

    private final boolean terminal;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    DatasetProgress(boolean terminal) {
        this.terminal = terminal;
    }

    /** Work that shows how far it is. */
    interface Work<T> {
        T of(Watcher watcher);
    }

    /** Does something, and shows how far it is meanwhile. */
    <T> T show(PrintWriter err, String what, Work<T> work) {
        if (quiet) {
            return work.of(Watcher.NOBODY);
        }
        StatusLine line = new StatusLine(err, terminal, ON_TERMINAL, ELSEWHERE);
        try {
            return work.of((done, of) -> line.say(() -> words(what, done, of)));
        } finally {
            line.end();
        }
    }

    private static String words(String what, long done, long of) {
        if (of <= 0) {
            return String.format(Locale.ROOT, "%-10s %,d", what, done);
        }
        int full = (int) Math.min(CELLS, CELLS * done / of);
        return String.format(
                Locale.ROOT,
                "%-10s [%s%s] %3d %%  %,d of %,d",
                what,
                "#".repeat(full),
                ".".repeat(CELLS - full),
                100 * done / of,
                done,
                of);
    }
}
