package io.millrace.app.run;

import io.millrace.app.report.StatusLine;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** Says how a run stands, while it works: one line that renews itself on a terminal, a line now and then elsewhere. */
public final class ProgressLine implements RunProgress {

    private final StatusLine status;
    private final long stepLimit;

    /**
     * @param stepLimit steps after which the run ends
     * @param terminal  whether {@code out} is a terminal
     */
    public ProgressLine(PrintWriter out, long stepLimit, boolean terminal) {
        status = new StatusLine(out, terminal, Duration.ofMillis(500), Duration.ofSeconds(5));
        this.stepLimit = stepLimit;
    }

    /** {@inheritDoc} Says it again if it is time. */
    @Override
    public void show(RunWatch watch) {
        watch.takeInterventions().forEach(entry -> status.note(inWords(entry)));
        status.say(() -> line(watch));
    }

    /** {@inheritDoc} Ends the line, so that other words can follow. */
    @Override
    public void end() {
        status.end();
    }

    private static String inWords(Update entry) {
        Intervention intervention = Objects.requireNonNull(entry.getIntervention());
        String what = intervention.getKind() == InterventionKind.ROLLBACK
                ? "Went back from version " + intervention.getFromVersion() + " to " + intervention.getToVersion()
                : "Paused at version " + intervention.getFromVersion();
        return what + ", asked for by " + intervention.getBy() + ": " + intervention.getReason();
    }

    private String line(RunWatch watch) {
        Update update = watch.lastUpdate();
        if (update == null) {
            return "waiting for the first update (" + stepLimit + " steps to go)";
        }
        if (watch.paused()) {
            return String.format(
                    Locale.ROOT,
                    "%,d of %,d steps | paused: go on with \"millrace resume RUN\"",
                    watch.steps(),
                    stepLimit);
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
