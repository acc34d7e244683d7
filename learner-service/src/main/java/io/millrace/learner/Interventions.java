package io.millrace.learner;

import io.millrace.messages.Command;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was done in the place of learning, as far as the ledger tells it: entry by entry, from the first on. So a learner
 * that was started again knows what the one before it knew. One thread at a time.
 */
final class Interventions {

    /** Who goes back without being asked. */
    static final String LEARNER = "learner";

    /** An intervention and the version that it made. */
    private record Done(Intervention intervention, long version) {}

    private final List<Done> all = new ArrayList<>();
    private final int checkpointEvery;
    private boolean pausedLast;
    private int ownInARow;
    private long lastOwnTarget;

    /** @param checkpointEvery updates between two checkpoints */
    Interventions(int checkpointEvery) {
        this.checkpointEvery = checkpointEvery;
    }

    /** Takes the next entry of the ledger in. */
    void add(Update entry) {
        Intervention intervention = entry.getIntervention();
        if (intervention == null) {
            pausedLast = false;
            ownInARow = entry.getVersion() % checkpointEvery == 0 ? 0 : ownInARow;
            return;
        }
        all.add(new Done(intervention, entry.getVersion()));
        pausedLast = intervention.getKind() == InterventionKind.PAUSE;
        if (isOwn(intervention)) {
            ownInARow++;
            lastOwnTarget = intervention.getToVersion();
        }
    }

    /** The version that the last one made; 0 if there was none. */
    long lastVersion() {
        return all.isEmpty() ? 0 : all.get(all.size() - 1).version();
    }

    /** Whether the last entry of all is a pause: nothing was learned since. */
    boolean pausedLast() {
        return pausedLast;
    }

    /**
     * The version that this command made, if it was carried out; null if it was not.
     *
     * @param others versions that other commands made
     */
    @Nullable
    Long versionOf(Command command, Set<Long> others) {
        for (Done done : all) {
            Intervention intervention = done.intervention();
            if (done.version() > command.getKnownVersion()
                    && !others.contains(done.version())
                    && intervention.getKind().name().equals(command.getKind().name())
                    && intervention.getBy().equals(command.getBy())
                    && intervention.getReason().equals(command.getReason())) {
                return done.version();
            }
        }
        return null;
    }

    /** How often the learner went back by itself since it last got as far as a checkpoint. */
    int ownInARow() {
        return ownInARow;
    }

    /**
     * The newest of some versions from which the present one comes, without those that were given up since.
     *
     * @param kept    versions to choose from
     * @param present the present version
     */
    @Nullable
    Long newestNotGivenUp(NavigableSet<Long> kept, long present) {
        for (long version : kept.headSet(present, true).descendingSet()) {
            if (!givenUp(version)) {
                return version;
            }
        }
        return null;
    }

    /**
     * Where the learner goes back to by itself. What it went back to a moment ago led to the same end: so it goes back
     * further, if it can.
     */
    @Nullable
    Long ownTarget(NavigableSet<Long> kept, long present) {
        Long newest = newestNotGivenUp(kept, present);
        if (ownInARow == 0 || newest == null) {
            return newest;
        }
        Long before = kept.lower(Math.min(lastOwnTarget, newest));
        while (before != null && givenUp(before)) {
            before = kept.lower(before);
        }
        return before == null ? newest : before;
    }

    private boolean givenUp(long version) {
        return all.stream()
                .map(Done::intervention)
                .anyMatch(one -> one.getKind() == InterventionKind.ROLLBACK
                        && version > one.getToVersion()
                        && version <= one.getFromVersion());
    }

    private static boolean isOwn(Intervention intervention) {
        return intervention.getKind() == InterventionKind.ROLLBACK
                && intervention.getBy().equals(LEARNER);
    }

    /** Whether somebody asked for this before he could know of the last one. */
    boolean isBeforeTheLast(Command command) {
        return command.getKnownVersion() < lastVersion();
    }
}
