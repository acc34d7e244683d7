package io.millrace.app.comparison;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says how far a comparison is: one bar that renews itself on a terminal, a line now and then elsewhere. */
public final class TrialProgress implements TrialPool.Progress {

    private static final long TERMINAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long FILE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int BAR = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private final long startedAt = System.nanoTime();
    private long saidAt = startedAt - FILE_NANOS;
    private int width;

    /** @param terminal whether {@code out} is a terminal */
    public TrialProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** {@inheritDoc} Says it again if it is time. */
    @Override
    public void show(int done, int trials, String name) {
        long now = System.nanoTime();
        if (now - saidAt < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
            return;
        }
        saidAt = now;
        String line = line(done, trials, name, (now - startedAt) / 1e9);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** {@inheritDoc} Ends the line, so that other words can follow. */
    @Override
    public void end() {
        if (terminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
        }
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
