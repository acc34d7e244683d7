package io.millrace.learner;

import io.millrace.messages.ConsumedUnroll;
import org.jspecify.annotations.Nullable;

/** An unroll that the ledger names is not on the log as it was. The message names it and its place. */
public final class DamagedLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int partition;
    private final long offset;

    /**
     * @param named what the ledger names
     * @param found what is there instead: the rest of a sentence that begins with the unroll
     */
    DamagedLogException(String topic, ConsumedUnroll named, String found, @Nullable Throwable cause) {
        super(
                "Unroll " + named.getNumber() + " of lane " + named.getLane() + ", at offset " + named.getOffset()
                        + " of partition " + named.getPartition() + " of " + topic + ", " + found
                        + " What was learned from it stands in the checkpoints alone: give back the broker's data from"
                        + " a copy, or train again up to a version before it with --to-version.",
                cause);
        this.topic = topic;
        this.partition = named.getPartition();
        this.offset = named.getOffset();
    }

    /** Name of the topic. */
    public String topic() {
        return topic;
    }

    /** Partition of the topic. */
    public int partition() {
        return partition;
    }

    /** Offset in that partition. */
    public long offset() {
        return offset;
    }
}
