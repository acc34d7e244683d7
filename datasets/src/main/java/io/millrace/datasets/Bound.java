package io.millrace.datasets;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import java.time.DateTimeException;
import java.time.Instant;

/** Where a range of a record begins or ends. */
public sealed interface Bound {

    /** Whether an unroll stands at or behind this bound, with all that it tells of. */
    boolean before(Event<Unroll> unroll);

    /** Whether an unroll stands in front of this bound, with all that it tells of. */
    boolean behind(Event<Unroll> unroll);

    /**
     * The bound that words on a command line mean: an offset, or a time such as 2026-11-23T09:30:00Z.
     *
     * @throws UserMistake if they mean neither
     */
    static Bound of(String words) {
        try {
            return new Offset(Long.parseLong(words));
        } catch (NumberFormatException noOffset) {
            return time(words);
        }
    }

    private static Bound time(String words) {
        try {
            return new Time(Instant.parse(words));
        } catch (DateTimeException neither) {
            throw new UserMistake(
                    "\"" + words + "\" is neither an offset nor a time. Write a whole number, such as 1200, or a time"
                            + " in UTC, such as 2026-11-23T09:30:00Z.",
                    neither);
        }
    }

    /** An offset, the same in every partition. */
    record Offset(long offset) implements Bound {
        @Override
        public boolean before(Event<Unroll> unroll) {
            return unroll.offset() >= offset;
        }

        @Override
        public boolean behind(Event<Unroll> unroll) {
            return unroll.offset() < offset;
        }

        @Override
        public String toString() {
            return "offset " + offset;
        }
    }

    /** A time, compared with when steps were made. */
    record Time(Instant time) implements Bound {
        @Override
        public boolean before(Event<Unroll> unroll) {
            return Tensors.longs(unroll.value().getEventTimes())[0] >= time.toEpochMilli();
        }

        @Override
        public boolean behind(Event<Unroll> unroll) {
            long[] times = Tensors.longs(unroll.value().getEventTimes());
            return times[times.length - 1] < time.toEpochMilli();
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }
}
