package io.millrace.app.sweep;

import io.millrace.app.comparison.TrialPool;
import io.millrace.app.report.StatusLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says how far a sweep is: one line that renews itself on a terminal, a line now and then elsewhere. One thread at a time. */
public class SweepProgress implements TrialPool.Progress {

    private final PrintWriter out;
    private final StatusLine status;
    private final int kept;
    private final int jobs;
    private final long startedAt = System.nanoTime();
    private String best = "";

    /**
     * @param kept     trials that were done before
     * @param jobs     trials at a time
     * @param terminal whether {@code out} is a terminal
     */
    public SweepProgress(PrintWriter out, int kept, int jobs, boolean terminal) {
        this.out = out;
        this.kept = kept;
        this.jobs = jobs;
        status = new StatusLine(out, terminal, Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    /** Which combination has the greatest mean of those that there is something of. */
    void best(String name, double mean) {
        best = String.format(Locale.ROOT, " | best so far %.4f (%s)", mean, name);
    }

    /** Says at once that a trial failed: whoever watches may want to stop. */
    void failed(String name, FailedSeed failure) {
        end();
        out.println("failed: " + name + ", seed " + failure.seed() + ": " + failure.reason());
        out.flush();
    }

    @Override
    public void show(int done, int all, String latest) {
        status.say(() -> line(done, all, (System.nanoTime() - startedAt) / 1e9));
    }

    @Override
    public void end() {
        status.end();
    }

    /**
     * The state in words.
     *
     * @param done    trials done by this sweep
     * @param all     trials that this sweep has to do
     * @param seconds since it began
     */
    String line(int done, int all, double seconds) {
        int running = Math.min(jobs, all - done);
        return String.format(
                Locale.ROOT,
                "%d of %d trials done, %d running, %d to come | %s%s",
                kept + done,
                kept + all,
                running,
                all - done - running,
                done == 0 ? "time left not known yet" : left(seconds * (all - done) / done),
                best);
    }

    private static String left(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "about %d:%02d min left", whole / 60, whole % 60);
    }
}
