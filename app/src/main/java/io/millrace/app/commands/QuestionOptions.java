package io.millrace.app.commands;

import io.millrace.app.offpolicy.Evidence.Question;
import io.millrace.app.offpolicy.RecordRange;
import io.millrace.app.report.StatusLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** How a record is asked about weights. */
final class QuestionOptions {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    @Option(
            names = "--greedy",
            description = "With --weights: ask what they earn by always doing what they hold for best, instead of by"
                    + " acting as in a run.")
    private boolean greedy;

    @Option(
            names = "--discount",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "With --weights: what each step's reward counts less than the one before (default:"
                    + " ${DEFAULT-VALUE}, the return that runs report).")
    private double discount = 1;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            defaultValue = "0.95",
            description = "With --weights: how sure intervals are (default: ${DEFAULT-VALUE}).")
    private double confidence = 0.95;

    @Option(
            names = "--most-steps",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "With --weights: steps of the record that are held, and half of the memory at most (default:"
                    + " ${DEFAULT-VALUE}).")
    private int mostSteps = 1_000_000;

    /** Of the whole record. */
    Question question() {
        return question(0, Long.MAX_VALUE);
    }

    /** Of some offsets of each partition. */
    Question question(long from, long to) {
        return new Question(greedy, discount, confidence, new RecordRange(from, to, mostSteps));
    }

    /** Says how far the reading is, now and then. */
    static LongConsumer progress(PrintWriter err) {
        StatusLine line = new StatusLine(err, false, BETWEEN_LINES, BETWEEN_LINES);
        return steps -> line.say(() -> String.format(Locale.ROOT, "%,d steps read", steps));
    }
}
