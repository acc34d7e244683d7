package io.millrace.schemas;

import java.time.Duration;

/**
 * How long and how large a topic is kept. A log lets go of its oldest records in whole segments, so it keeps at least
 * what is said here, or a segment of each partition more.
 *
 * @param time  from which age on a record may go; zero where there is no such age
 * @param bytes from which size on the oldest records may go, all partitions together, each of which has an equal share;
 *              0 where there is no such size
 */
public record Retention(Duration time, long bytes) {

    /** Nothing goes. */
    public static final Retention FOR_EVER = new Retention(Duration.ZERO, 0);

    public Retention {
        if (time.isNegative() || bytes < 0) {
            throw new IllegalArgumentException("A topic cannot be kept for " + time + " and up to " + bytes
                    + " bytes: say how much, or zero for no limit.");
        }
    }

    /** Whether records go because of their age. */
    public boolean limitsTime() {
        return !time.isZero();
    }

    /** Whether records go because there are many. */
    public boolean limitsBytes() {
        return bytes > 0;
    }

    /** Whether anything ever goes. */
    public boolean limited() {
        return limitsTime() || limitsBytes();
    }

    /** The share of one of so many partitions, at least 1 byte; 0 where there is no limit. */
    public long bytesOfPartition(int partitions) {
        return limitsBytes() ? Math.max(1, bytes / partitions) : 0;
    }
}
