package io.millrace.runtime.event;

/** The bytes of a partition are not those that were written: from an offset on it cannot be read. */
public final class DamagedRecordException extends BusException {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int partition;
    private final long offset;
    private final String reason;

    /**
     * @param offset of the first record that cannot be read
     * @param reason what is wrong with the bytes
     */
    public DamagedRecordException(String topic, int partition, long offset, String reason, Throwable cause) {
        super(
                "Topic " + topic + " cannot be read from offset " + offset + " of partition " + partition + " on: "
                        + reason + ". The bytes on the broker's disk are not those that were written. Give back the"
                        + " broker's data from a copy, or begin with another run name.",
                cause);
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.reason = reason;
    }

    /** Name of the topic. */
    public String topic() {
        return topic;
    }

    /** Partition of the topic. */
    public int partition() {
        return partition;
    }

    /** Offset of the first record of the partition that cannot be read. */
    public long offset() {
        return offset;
    }

    /** What is wrong with the bytes. */
    public String reason() {
        return reason;
    }
}
