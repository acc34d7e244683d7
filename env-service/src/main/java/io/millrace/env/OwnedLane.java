package io.millrace.env;

import io.millrace.env.lanes.Lane;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.ObservationBatch;
import java.time.Instant;

/** A lane together with the request it has open. */
final class OwnedLane {

    private static final long NOTHING_ASKED = -1;

    private final Lane lane;
    private final String owner;
    private final boolean lockStep;
    private long askedTick = NOTHING_ASKED;
    private long askedAtNanos;
    private long firstAskedAtNanos;
    private long leastVersion;
    private int attempts;

    OwnedLane(Lane lane, String owner, boolean lockStep) {
        this.lane = lane;
        this.owner = owner;
        this.lockStep = lockStep;
    }

    Lane lane() {
        return lane;
    }

    boolean waitsForAnswer() {
        return askedTick == lane.tick();
    }

    /** Whether this lane has waited so long for its answer that it asks again. */
    boolean overdue(long nowNanos, long askAgainNanos) {
        return waitsForAnswer() && nowNanos - askedAtNanos > askAgainNanos;
    }

    /** When the present tick was asked for first. */
    long firstAskedAtNanos() {
        return firstAskedAtNanos;
    }

    /** Tries so far at the present tick. */
    int attempts() {
        return attempts;
    }

    /** The request for the present tick. */
    ObservationBatch ask(long oldestAllowed, Instant now, long nowNanos) {
        if (!waitsForAnswer()) {
            attempts = 0;
            firstAskedAtNanos = nowNanos;
            leastVersion = oldestAllowed;
        }
        attempts++;
        askedTick = lane.tick();
        askedAtNanos = nowNanos;
        return lane.request(leastVersion, owner, now);
    }

    boolean answersThisTick(ActionBatch answer) {
        return waitsForAnswer() && answer.getTick() == lane.tick();
    }

    /** Whether the answer is to what this owner's environments show, and not to what another's did. */
    boolean answersThisOwner(ActionBatch answer) {
        return answer.getOwner().equals(owner);
    }

    /** Whether the weights that chose are among those that the lane asked for. */
    boolean accepts(long version) {
        return lockStep ? version == leastVersion : version >= leastVersion;
    }
}
