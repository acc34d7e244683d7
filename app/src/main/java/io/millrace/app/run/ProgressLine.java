package io.millrace.app.run;

import io.millrace.messages.Update;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says how a run stands, while it works: one line that renews itself on a terminal, a line now and then elsewhere. */
public final class ProgressLine implements RunProgress {

    private static final long TERMINAL_NANOS = Duration.ofMillis(500).toNanos();
    private static final long FILE_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter out;
    private final long stepLimit;
    private final boolean terminal;
    private long saidAt = System.nanoTime();
    private int width;

    /**
     * @param stepLimit steps after which the run ends
     * @param terminal  whether {@code out} is a terminal
     */
    public ProgressLine(PrintWriter out, long stepLimit, boolean terminal) {
        this.out = out;
        this.stepLimit = stepLimit;
        this.terminal = terminal;
    }

    /** {@inheritDoc} Says it again if it is time. */
    @Override
    public void show(RunWatch watch) {
        long now = System.nanoTime();
        if (now - saidAt < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
            return;
        }
        saidAt = now;
        String line = line(watch);
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

    private String line(RunWatch watch) {
        Update update = watch.lastUpdate();
        if (update == null) {
            return "waiting for the first update (" + stepLimit + " steps to go)";
        }
        double rate = watch.stepsPerSecond();
        return String.format(
                Locale.ROOT,
                "%,d of %,d steps | return %s | entropy %.3f | lag %.1f | %,.0f steps/s | %s left",
                watch.steps(),
                stepLimit,
                Double.isNaN(watch.recentReturn()) ? "-" : String.format(Locale.ROOT, "%.2f", watch.recentReturn()),
                update.getEntropy(),
                update.getPolicyLag(),
                rate,
                rate > 0 ? left(stepLimit - watch.steps(), rate) : "?");
    }

    private static String left(long steps, double rate) {
        Duration time = Duration.ofSeconds(Math.max(0, Math.round(steps / rate)));
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
