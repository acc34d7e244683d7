package io.millrace.learner;

import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made again of a ledger, known before the first update is.
 *
 * @param last    the version up to which updates are made again
 * @param steps   environment steps learned from at that version
 * @param lastUse for each version that a later one goes back to, the last one that does
 */
record LedgerPlan(long last, long steps, Map<Long, Long> lastUse) {

    /**
     * Looks through a run's ledger.
     *
     * @param wanted the last version to be made again; null for all that stand on the ledger
     * @throws UserMistake     if that version is not on the ledger, or nothing is
     * @throws LedgerException if the ledger has a gap, holds something else, or belongs to another run
     */
    static LedgerPlan of(Bus bus, Run run, @Nullable Long wanted) {
        Map<Long, Long> lastUse = new HashMap<>();
        long last = 0;
        long steps = 0;
        try (LedgerLog log = open(bus, run)) {
            for (Update entry = log.next(); entry != null; entry = log.next()) {
                requireOurs(run, entry);
                if (wanted != null && entry.getVersion() > wanted) {
                    break;
                }
                last = entry.getVersion();
                steps = entry.getSteps();
                Intervention intervention = entry.getIntervention();
                if (intervention != null && intervention.getKind() == InterventionKind.ROLLBACK) {
                    lastUse.put(intervention.getToVersion(), last);
                }
            }
        }
        requireReached(run, last, wanted);
        return new LedgerPlan(last, steps, lastUse);
    }

    /** The run's ledger; what is no entry ends the reading. */
    static LedgerLog open(Bus bus, Run run) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        return new LedgerLog(bus, topics.updates(), (topic, partition, offset, key, value, reason) -> {
            throw new LedgerException("The ledger of run \"" + run.getRun() + "\" cannot be followed: at offset "
                    + offset + " of partition " + partition + " of " + topic + " stands no entry. " + reason
                    + " Train again up to the version before it with --to-version, or with the version of Millrace"
                    + " that wrote it.");
        });
    }

    private static void requireOurs(Run run, Update entry) {
        if (!entry.getSettingsHash().equals(run.getSettingsHash())) {
            throw new LedgerException("Entry " + entry.getVersion() + " of the ledger of run \"" + run.getRun()
                    + "\" was made with settings " + entry.getSettingsHash() + ", but the run is registered with "
                    + run.getSettingsHash() + ": the ledger is of another run of that name. Give back the broker's"
                    + " data that belong together.");
        }
    }

    private static void requireReached(Run run, long last, @Nullable Long wanted) {
        if (last == 0) {
            throw new UserMistake("Nothing stands on the ledger of run \"" + run.getRun()
                    + "\" yet: there is no update to make again. Let it learn first.");
        }
        if (wanted != null && last < wanted) {
            throw new UserMistake("--to-version is " + wanted + ", but the ledger of run \"" + run.getRun()
                    + "\" ends at version " + last + ". Name a version from 1 to " + last + ", or leave it out.");
        }
    }
}
