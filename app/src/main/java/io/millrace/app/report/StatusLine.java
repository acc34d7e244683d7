package io.millrace.app.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Words about work that goes on: one line that renews itself on a terminal, a line now and then elsewhere. One thread
 * at a time.
 */
public final class StatusLine {

    private final PrintWriter out;
    private final boolean terminal;
    private final long betweenNanos;
    private long saidAt = System.nanoTime();
    private int width;

    /**
     * @param terminal   whether {@code out} is a terminal
     * @param onTerminal least time from one line to the next there
     * @param elsewhere  the same where {@code out} is none
     */
    public StatusLine(PrintWriter out, boolean terminal, Duration onTerminal, Duration elsewhere) {
        this.out = out;
        this.terminal = terminal;
        this.betweenNanos = (terminal ? onTerminal : elsewhere).toNanos();
    }

    /** Says it if it is time; the words are asked for only then. */
    public void say(Supplier<String> words) {
        long now = System.nanoTime();
        if (now - saidAt < betweenNanos) {
            return;
        }
        saidAt = now;
        String line = words.get();
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Says something that stays, above the line. */
    public void note(String words) {
        end();
        out.println(words);
        out.flush();
    }

    /** Takes the line away from a terminal, so that other words can follow. */
    public void end() {
        if (terminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            width = 0;
            out.flush();
        }
    }
}
