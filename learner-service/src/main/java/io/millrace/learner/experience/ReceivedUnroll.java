package io.millrace.learner.experience;

/**
 * A decoded unroll and where it stands on the transitions topic.
 *
 * @param partition partition of the topic
 * @param offset    offset in that partition
 */
public record ReceivedUnroll(DecodedUnroll unroll, int partition, long offset) {

    /** Lane of the unroll. */
    public int lane() {
        return unroll.lane();
    }

    /** Number of the unroll in its lane. */
    public long number() {
        return unroll.number();
    }

    /** The oldest weights version that acted in it. */
    public long oldestVersion() {
        long oldest = Long.MAX_VALUE;
        for (long version : unroll.weightsVersions()) {
            oldest = Math.min(oldest, version);
        }
        return oldest;
    }
}
