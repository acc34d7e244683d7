package io.millrace.datasets.exchange;

import io.millrace.datasets.rows.RowReader;
import io.millrace.datasets.rows.StepRow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole history of the rows of one environment. What a step led to has to be known: it is in the row itself, or
 * the row after it shows it. Where neither does and the episode was not terminated, the step is left out, what it began
 * with is what the step before led to, and the episode is truncated there. One thread at a time.
 */
final class LaneHistory {

    private final Consumer<StepRow> whole;
    private @Nullable StepRow older;
    private @Nullable StepRow newer;
    private long leftOut;

    /** @param whole takes the rows: one that ended an episode, and the last, say what they led to */
    LaneHistory(Consumer<StepRow> whole) {
        this.whole = whole;
    }

    /** Steps that were left out. */
    long leftOut() {
        return leftOut;
    }

    /** Takes the next row. */
    void take(StepRow row) {
        StepRow before = newer;
        if (before != null) {
            if (before.ended()) {
                end(before);
            } else if (continues(before, row)) {
                passOn();
                older = before;
            } else {
                cut(before);
            }
        }
        newer = row;
    }

    /** Whether a row is the next step of the same episode. */
    private static boolean continues(StepRow before, StepRow row) {
        return before.episode() == row.episode() && (row.step() == RowReader.UNTOLD || row.step() == before.step() + 1);
    }

    /** There are no more rows. */
    void end() {
        StepRow last = newer;
        newer = null;
        if (last == null) {
            return;
        }
        if (last.ended()) {
            end(last);
        } else if (last.nextObservation() != null) {
            passOn();
            whole.accept(last);
        } else {
            leftOut++;
            StepRow before = older;
            older = null;
            if (before != null) {
                whole.accept(leadingTo(before, last, false));
            }
        }
    }

    private void end(StepRow last) {
        if (last.nextObservation() == null && !last.terminated()) {
            cut(last);
            return;
        }
        passOn();
        // Nothing is earned behind a terminated episode: what it led to is looked at by nobody.
        whole.accept(last.nextObservation() == null ? leadingTo(last, last, false) : last);
    }

    private void cut(StepRow last) {
        if (last.nextObservation() != null) {
            passOn();
            whole.accept(truncated(last));
            return;
        }
        leftOut++;
        StepRow before = older;
        older = null;
        if (before != null) {
            whole.accept(leadingTo(before, last, true));
        }
    }

    private void passOn() {
        StepRow before = older;
        older = null;
        if (before != null) {
            whole.accept(before);
        }
    }

    private static StepRow truncated(StepRow row) {
        return with(row, true, row.nextObservation(), row.nextActionMask());
    }

    private static StepRow leadingTo(StepRow row, StepRow next, boolean truncated) {
        return with(row, truncated || row.truncated(), next.observation(), next.actionMask());
    }

    private static StepRow with(StepRow row, boolean truncated, float @Nullable [] next, byte @Nullable [] nextMask) {
        return new StepRow(
                row.run(),
                row.lane(),
                row.environment(),
                row.episode(),
                row.step(),
                row.observation(),
                row.action(),
                row.sampled(),
                row.actionMask(),
                row.logProbability(),
                row.reward(),
                row.terminated(),
                truncated,
                next,
                nextMask,
                row.weightsVersion(),
                row.time());
    }
}
