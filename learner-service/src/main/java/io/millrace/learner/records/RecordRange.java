package io.millrace.learner.records;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a record, as somebody asks for it. An unroll belongs to it by its offset, or by when its first tick was
 * stepped.
 *
 * @param from its first place; nothing for the beginning
 * @param to   the place behind its last one; nothing for the end
 */
public record RecordRange(Optional<RecordPoint> from, Optional<RecordPoint> to) {

    /** All there is. */
    public static final RecordRange WHOLE = new RecordRange(Optional.empty(), Optional.empty());

    /** Whether it is all there is. */
    public boolean isWhole() {
        return from.isEmpty() && to.isEmpty();
    }

    /** The offset at which it begins, if it is said as one. */
    @Nullable
    Long fromOffset() {
        return from.isEmpty() ? null : from.get().offset();
    }

    /** The offset at which it ends, if it is said as one. */
    @Nullable
    Long toOffset() {
        return to.isEmpty() ? null : to.get().offset();
    }

    /** The time at which it begins; the beginning of all times where it is not said as one. */
    Instant fromTime() {
        Instant time = from.isEmpty() ? null : from.get().time();
        return time == null ? Instant.MIN : time;
    }

    /** The time at which it ends; the end of all times where it is not said as one. */
    Instant toTime() {
        Instant time = to.isEmpty() ? null : to.get().time();
        return time == null ? Instant.MAX : time;
    }

    @Override
    public String toString() {
        return "from " + from.map(RecordPoint::toString).orElse("the beginning") + " to "
                + to.map(RecordPoint::toString).orElse("the end");
    }
}
