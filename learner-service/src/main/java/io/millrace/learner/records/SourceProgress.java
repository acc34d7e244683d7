package io.millrace.learner.records;

import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import java.time.Duration;
import java.util.List;

/**
 * How far a run that is followed is: what its own learner has learned from, or dropped, is on the log for good, and is
 * where a record ends if that learner does.
 */
final class SourceProgress implements AutoCloseable {

    private final EventSource<Progress> reports;
    private List<Long> next = List.of();
    private boolean over;

    SourceProgress(Bus bus, SourcePiece followed) {
        reports = bus.reader(followed.topics().progress(), Start.BEGINNING, RecordSources.PASSED_OVER);
    }

    /** Takes in what was reported since. */
    void follow() {
        for (Event<Progress> report : reports.poll(Duration.ZERO)) {
            next = report.value().getNextUnrolls();
            over = report.value().getFinished() || report.value().getFailure() != null;
        }
    }

    /** Unrolls that it is done with in every lane, counted from these numbers. */
    long roundsFrom(List<Long> firstUnrolls) {
        long rounds = next.isEmpty() ? 0 : Long.MAX_VALUE;
        for (int lane = 0; lane < next.size(); lane++) {
            rounds = Math.min(rounds, next.get(lane) - firstUnrolls.get(lane));
        }
        return Math.max(0, rounds);
    }

    /** Whether it has reached its limit, or failed. */
    boolean over() {
        return over;
    }

    @Override
    public void close() {
        reports.close();
    }
}
