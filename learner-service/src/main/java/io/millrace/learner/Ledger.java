package io.millrace.learner;

import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What stands on the ledger around a checkpoint, oldest first.
 *
 * @param before the last entries up to the checkpoint, as many as an algorithm's memory asks for
 * @param beyond the entries that the checkpoint does not hold
 * @param interventions of all entries
 */
record Ledger(List<Update> before, List<Update> beyond, Interventions interventions) {

    /**
     * Reads the whole ledger.
     *
     * @param version where the checkpoint stands; 0 without one
     * @param memory  environment steps up to the checkpoint that {@link #before} has to cover, or all there
     *     are; 0 for none
     * @param checkpointEvery updates between two checkpoints
     * @throws LedgerException if the ledger ends before that version, or an entry is missing
     */
    static Ledger read(
            Bus bus, Topic<Update> ledger, long version, long memory, int checkpointEvery, Rejections rejections) {
        Interventions interventions = new Interventions(checkpointEvery);
        Deque<Update> before = new ArrayDeque<>();
        List<Update> beyond = new ArrayList<>();
        long last = 0;
        try (LedgerLog log = new LedgerLog(bus, ledger, rejections)) {
            for (Update entry = log.next(); entry != null; entry = log.next()) {
                last = entry.getVersion();
                interventions.add(entry);
                if (last > version) {
                    beyond.add(entry);
                } else {
                    before.add(entry);
                    forget(before, entry.getSteps() - memory);
                }
            }
        }
        if (last < version) {
            throw new LedgerException("The checkpoint stands at update " + version + ", but the ledger ends at " + last
                    + ": they belong to different logs. Move the checkpoint away, or give back the broker's data.");
        }
        return new Ledger(List.copyOf(before), beyond, interventions);
    }

    /** Drops the entries whose steps all came before so many. */
    private static void forget(Deque<Update> entries, long steps) {
        while (!entries.isEmpty() && entries.peekFirst().getSteps() <= steps) {
            entries.removeFirst();
        }
    }
}
