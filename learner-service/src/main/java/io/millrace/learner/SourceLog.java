package io.millrace.learner;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The unrolls of another run's record, pass after pass, counted on from one to the next as {@link Passes} says. Each
 * comes once a pass, those of a lane in order; what was recorded beyond the last round is passed over. One thread at a
 * time.
 */
final class SourceLog implements EventSource<Unroll> {

    private final Supplier<EventSource<Unroll>> reader;
    private final Passes passes;
    private final long[] next;
    private long pass;
    private EventSource<Unroll> source;

    /**
     * Begins in the middle of a pass, if it must: what comes before in it is read and passed over.
     *
     * @param reader reads the record from its beginning
     * @param first  for every lane, what its first unroll is counted as
     */
    SourceLog(Supplier<EventSource<Unroll>> reader, Passes passes, long[] first) {
        this.reader = reader;
        this.passes = passes;
        pass = Arrays.stream(first).min().orElseThrow() / passes.rounds();
        next = Arrays.stream(first)
                .map(counted -> counted - pass * passes.rounds())
                .toArray();
        source = reader.get();
    }

    @Override
    public List<Event<Unroll>> poll(Duration timeout) {
        if (Arrays.stream(next).allMatch(number -> number >= passes.rounds())) {
            beginAgain();
        }
        List<Event<Unroll>> wanted = new ArrayList<>();
        for (Event<Unroll> event : source.poll(timeout)) {
            if (isNext(event.value())) {
                event.value().setNumber(event.value().getNumber() + pass * passes.rounds());
                wanted.add(event);
            }
        }
        return wanted;
    }

    @Override
    public Set<Integer> partitions() {
        return source.partitions();
    }

    @Override
    public long position(int partition) {
        return source.position(partition);
    }

    @Override
    public void reject(Event<Unroll> event, String reason) {
        source.reject(event, reason);
    }

    @Override
    public void close() {
        source.close();
    }

    private void beginAgain() {
        if (pass + 1 == passes.count()) {
            // Nobody learns from more: the end of the record is waited at.
            return;
        }
        pass++;
        Arrays.fill(next, 0);
        source.close();
        source = reader.get();
    }

    private boolean isNext(Unroll unroll) {
        int lane = unroll.getLane();
        if (lane < 0 || lane >= next.length || unroll.getNumber() < next[lane]) {
            return false;
        }
        if (next[lane] >= passes.rounds()) {
            return false;
        }
        if (unroll.getNumber() > next[lane]) {
            throw new UserMistake("The record of run \"" + unroll.getRun() + "\" does not hold unroll " + next[lane]
                    + " of lane " + lane + " any more: the next one there is " + unroll.getNumber()
                    + ". Learn from a record that is whole.");
        }
        next[lane]++;
        return true;
    }
}
