package io.millrace.runtime.event;

import io.millrace.schemas.Topic;
import java.util.Collection;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** A set of topics, in Kafka or in memory. Safe for use by several threads; what it hands out is not, where not said. */
public interface Bus extends AutoCloseable {

    /** How urgent the messages of a sink are. */
    enum Delivery {
        /** What somebody waits for: sent at once. */
        PROMPT,
        /**
         * Requests and answers of many lanes: what a round of a worker sends waits for
         * {@link EventSink#dispatch} and then goes as one, because a log charges by the request.
         */
        TOGETHER,
        /** Records: gathered into large batches for some milliseconds. */
        BULK
    }

    /** Where a reader begins in each partition. */
    enum Start {
        BEGINNING,
        /** What is sent after the source was opened. */
        END
    }

    /**
     * Makes the topics that do not exist yet.
     *
     * @throws TopicMismatchException if one exists with another number of partitions
     * @throws BusException if the bus does not answer within its deadline, or refuses
     */
    void create(Collection<Topic<?>> topics);

    /**
     * A way to send to a topic.
     *
     * @throws BusException if the topic does not exist, or the bus does not answer
     */
    <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery);

    /**
     * Reads a topic's partitions, shared among the members of a group: each partition is read by one
     * member. A partition begins at its end whenever a member takes it over, and no positions are
     * kept: who needs what was missed asks for it again.
     *
     * @throws BusException if the topic does not exist, or the bus does not answer
     */
    <V extends SpecificRecordBase> EventSource<V> member(Topic<V> topic, String group, Rejections rejections);

    /**
     * Reads all partitions of a topic, alone.
     *
     * @throws BusException if the topic does not exist, or the bus does not answer
     */
    <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, Start start, Rejections rejections);

    /**
     * Reads all partitions of a topic, alone, from these offsets on.
     *
     * @param positions one offset for each partition; an offset that is no longer kept stands for the
     *     oldest record that is
     * @throws PositionBeyondEndException if an offset lies beyond the end of its partition
     * @throws BusException if the topic does not exist, or the bus does not answer
     */
    <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, List<Long> positions, Rejections rejections);

    /** For each partition of a topic, the offset that the next record will get. */
    List<Long> ends(Topic<?> topic);

    /** The longest time that a sender or a source has waited for the bus, in seconds; 0 while it owes nobody an answer. */
    double waitingSeconds();

    /** Messages sent and not yet acknowledged. */
    long unacknowledged();

    @Override
    void close();
}
