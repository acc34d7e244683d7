package io.millrace.runtime.event;

import io.millrace.schemas.Retention;
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

    /** What befalls the clients of a bus and is worth counting. */
    enum Incident {
        /** A group shared its partitions out anew. */
        REBALANCE,
        /** A message was sent once more, because the first try had no answer or was refused for the moment. */
        RETRY,
        /** A message could not be delivered. */
        SEND_ERROR,
        /** A position could not be told; see {@link #told}. */
        COMMIT_FAILURE
    }

    /** Stands in {@link #told} for a partition of which nothing was told. */
    long UNTOLD = -1;

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
     * member. A partition begins at its end whenever a member takes it over: who needs what was missed
     * asks for it again. How far it is, a member tells under the group's name, to be shown by {@link #told}.
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
     *     oldest record that is, so whoever may miss nothing looks at {@link #beginnings} first
     * @throws PositionBeyondEndException if an offset lies beyond the end of its partition
     * @throws BusException if the topic does not exist, or the bus does not answer
     */
    <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, List<Long> positions, Rejections rejections);

    /**
     * The same for a reader that tells how far it is, to be shown by {@link #told}.
     *
     * @param group whose positions these are; no members share it, and no other reader tells under it
     */
    <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, String group, Rejections rejections);

    /**
     * How far a group has read a topic, as its members or its reader told while they polled: for each
     * partition the offset of the next record, or {@link #UNTOLD}. It is told about once a second, and stays when
     * whoever told it is gone. It is there to be shown: nobody ever begins to read there.
     *
     * @throws BusException if the bus does not answer
     */
    List<Long> told(Topic<?> topic, String group);

    /** For each partition of a topic, the offset that the next record will get. */
    List<Long> ends(Topic<?> topic);

    /** For each partition of a topic, the offset of the oldest record that is kept; the end where there is none. */
    List<Long> beginnings(Topic<?> topic);

    /**
     * For each partition of a topic, the bytes that its records take where they are stored.
     *
     * @throws BusException if the bus does not answer, or does not tell
     */
    List<Long> storedBytes(Topic<?> topic);

    /** How long and how large a topic is kept. Bytes are what the partitions may hold, taken together. */
    Retention retention(Topic<?> topic);

    /**
     * Keeps a topic otherwise from now on. What goes by it goes some time later, when the bus next looks; a bus in memory
     * lets it go with the next record.
     */
    void retain(Topic<?> topic, Retention retention);

    /** The longest time that a sender or a source has waited for the bus, in seconds; 0 while it owes nobody an answer. */
    double waitingSeconds();

    /** Messages sent and not yet acknowledged. */
    long unacknowledged();

    /** How often this befell the clients of this bus, those that are closed among them. A bus without a broker knows none. */
    default long incidents(Incident kind) {
        return 0;
    }

    @Override
    void close();
}
