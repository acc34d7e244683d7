package io.millrace.learner;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.records.RecordIntake;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the memory of an algorithm that learns from records: they are dealt once more from the first of these updates on,
 * since each takes the next unroll of every lane.
 */
final class RecordMemory implements Memory {

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordMemory.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final RecordIntake records;
    private final Unrolls unrolls;
    private final int unrollBytes;
    private final int lanes;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * @param unrolls  decodes, and takes back what was remembered
     * @param lanes    unrolls in an update
     * @param patience after this long without an unroll it gives up
     * @param nanoTime as {@link System#nanoTime}
     */
    RecordMemory(
            RecordIntake records,
            Unrolls unrolls,
            int unrollBytes,
            int lanes,
            Duration patience,
            LongSupplier nanoTime) {
        this.records = records;
        this.unrolls = unrolls;
        this.unrollBytes = unrollBytes;
        this.lanes = lanes;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    @Override
    public void remember(List<Update> entries, Learner learner) {
        if (entries.isEmpty()) {
            return;
        }
        Deque<Event<Unroll>> dealt = new ArrayDeque<>();
        try (EventSource<Unroll> source = records.unrolls(entries.get(0).getVersion() - 1, unrollBytes)) {
            for (Update entry : entries) {
                await(source, dealt, entry);
                take(dealt, entry, learner);
            }
        }
        LOGGER.atInfo().addKeyValue("updates", entries.size()).log("rebuilt the replay memory from records");
    }

    private void await(EventSource<Unroll> source, Deque<Event<Unroll>> dealt, Update entry) {
        long begun = nanoTime.getAsLong();
        while (dealt.size() < lanes) {
            dealt.addAll(source.poll(POLL));
            if (Thread.currentThread().isInterrupted()) {
                throw new BusException("Stopped while the replay memory was read back from records.");
            }
            if (nanoTime.getAsLong() - begun > patience.toNanos()) {
                throw new LedgerException("Update " + entry.getVersion() + " stands on the ledger, but the unrolls that"
                        + " it learned from have not come for " + patience.toSeconds() + " s, so the replay memory"
                        + " cannot be rebuilt. Bring the record back, or begin a run of another name.");
            }
        }
    }

    private void take(Deque<Event<Unroll>> dealt, Update entry, Learner learner) {
        List<DecodedUnroll> learned = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            Event<Unroll> event = dealt.remove();
            if (entry.getIntervention() == null) {
                learned.add(unrolls.decode(event.value()));
            }
        }
        if (!learned.isEmpty()) {
            // What an intervention came instead of was dropped.
            learner.remember(learned, entry.getSteps());
        }
        learned.forEach(unrolls::giveBack);
    }
}
