package io.millrace.datasets;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * What of a record is meant.
 *
 * @param from first bound, inclusive; null for the beginning
 * @param to   last bound, exclusive; null for the end
 */
public record RecordRange(@Nullable Bound from, @Nullable Bound to) {

    /** All of a record. */
    public static RecordRange all() {
        return new RecordRange(null, null);
    }

    /** Whether an unroll lies in the range, with all that it tells of. */
    boolean holds(Event<Unroll> unroll) {
        return (from == null || from.before(unroll)) && (to == null || to.behind(unroll));
    }

    /** In words, for messages. */
    @Override
    public String toString() {
        return (from == null ? "the beginning" : from) + " to " + (to == null ? "the end" : to);
    }
}
