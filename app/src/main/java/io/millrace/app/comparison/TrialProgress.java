package io.millrace.app.comparison;

import io.millrace.app.report.StatusLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says how far a comparison is: one bar that renews itself on a terminal, a line now and then elsewhere. */
public final class TrialProgress implements TrialPool.Progress {

    private static final int BAR = 30;

    private final StatusLine status;
    private final boolean terminal;
    private final long startedAt = System.nanoTime();

    /** @param terminal whether {@code out} is a terminal */
    public TrialProgress(PrintWriter out, boolean terminal) {
        status = new StatusLine(out, terminal, Duration.ofMillis(250), Duration.ofSeconds(10));
        this.terminal = terminal;
    }

    /** {@inheritDoc} Says it again if it is time. */
    @Override
    public void show(int done, int trials, String name) {
        status.say(() -> line(done, trials, name, (System.nanoTime() - startedAt) / 1e9));
    }

    /** {@inheritDoc} Ends the line, so that other words can follow. */
    @Override
    public void end() {
        status.end();
    }

    private String line(int done, int trials, String name, double seconds) {
        int full = (int) ((long) BAR * done / trials);
        String bar = terminal ? "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " : "";
        if (done == 0) {
            return bar + "0 of " + trials + " trials";
        }
        long left = Math.round(seconds * (trials - done) / done);
        return String.format(
                Locale.ROOT,
                "%s%d of %d trials, about %d:%02d min left, last: %s",
                bar,
                done,
                trials,
                left / 60,
                left % 60,
                name);
    }
}
