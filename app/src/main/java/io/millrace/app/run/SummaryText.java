package io.millrace.app.run;

import io.millrace.app.evaluation.Evaluation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A summary in words. */
public final class SummaryText {

    private SummaryText() {}

    /** Several lines, without the last line break. */
    public static String of(Summary summary, RunFolder folder) {
        return String.join(
                System.lineSeparator(),
                format(
                        "run        %s (settings %s)",
                        summary.run(), summary.settingsHash().substring(0, 12)),
                format(
                        "learned    %,d steps in %,d updates, %.1f s of wall-clock, %,.0f steps/s, over %s",
                        summary.steps(),
                        summary.updates(),
                        summary.wallClockSeconds(),
                        summary.stepsPerSecond(),
                        summary.bus()),
                format("engine     %s", summary.engine()),
                of(summary.evaluation()),
                format(
                        "weights    version %d, SHA-256 %s",
                        summary.evaluation().weightsVersion(), summary.weightsSha256()),
                format("kept in    %s", folder.path()));
    }

    /** What an evaluation came to: the mean with its interval, and the optimum where it is known. */
    public static String of(Evaluation evaluation) {
        if (evaluation.episodes() == 0) {
            return "greedy     not judged: the environment was only recorded, and cannot be played";
        }
        String earned = format(
                "greedy     mean return %.4f over %d episodes (95 %% interval %.4f to %.4f), mean length %.1f",
                evaluation.mean(), evaluation.episodes(), evaluation.low(), evaluation.high(), evaluation.meanLength());
        @Nullable Double optimum = evaluation.optimum();
        @Nullable Double gap = evaluation.gap();
        if (optimum == null || gap == null) {
            return earned;
        }
        return earned
                + System.lineSeparator()
                + format("optimum    %.4f, gap %.4f (%.3f %%)", optimum, gap, 100 * gap / Math.abs(optimum));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
