package io.millrace.app.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a log holds of one partition of a topic.
 *
 * @param beginning offset of the oldest record; the end where there is none
 * @param end       offset of the next record
 * @param bytes     that the records take where they are stored
 * @param oldest    when the oldest record was made; null where there is none that can be read
 * @param newest    when the newest was
 */
public record KeptPartition(
        int partition,
        long beginning,
        long end,
        long bytes,
        @Nullable Instant oldest,
        @Nullable Instant newest) {

    /** Records that are there. */
    public long records() {
        return end - beginning;
    }

    /**
     * About the offset of the oldest record that stays where the partition may hold so many bytes. It may be older,
     * because whole segments go.
     */
    public long firstWithin(long limit) {
        return bytes <= limit ? beginning : end - (long) (records() * (limit / (double) bytes));
    }
}
