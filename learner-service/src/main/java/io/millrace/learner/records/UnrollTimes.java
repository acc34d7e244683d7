package io.millrace.learner.records;

import io.millrace.messages.Unroll;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** When an unroll was stepped. */
final class UnrollTimes {

    private UnrollTimes() {}

    /** When its first tick was; the beginning of 1970 where it does not say. */
    static Instant begun(Unroll unroll) {
        ByteBuffer times = unroll.getEventTimes();
        return times.remaining() < Long.BYTES
                ? Instant.EPOCH
                : Instant.ofEpochMilli(
                        times.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong());
    }
}
