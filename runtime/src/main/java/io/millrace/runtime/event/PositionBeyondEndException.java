package io.millrace.runtime.event;

import io.millrace.schemas.Topic;
import java.util.List;

/** A topic is to be read from beyond its end: it is not the topic, or not the whole one, that the position is from. */
public final class PositionBeyondEndException extends BusException {

    private static final long serialVersionUID = 1L;

    private PositionBeyondEndException(String topic, int partition, long position, long end) {
        super("Topic " + topic + " ends at offset " + end + " of partition " + partition
                + ", but is to be read from offset " + position
                + " on. It was made anew or lost records since that position was noted. Begin with another run name,"
                + " or bring back the broker's data.");
    }

    /**
     * Lets positions pass that lie within a topic.
     *
     * @param positions one for each partition
     * @param ends      where each partition ends
     * @throws PositionBeyondEndException if a position lies beyond the end
     * @throws IllegalArgumentException if there is not one position for each partition
     */
    public static void require(Topic<?> topic, List<Long> positions, List<Long> ends) {
        if (positions.size() != ends.size()) {
            throw new IllegalArgumentException(positions.size() + " positions are given for the " + ends.size()
                    + " partitions of " + topic.name() + ". Give one for each.");
        }
        for (int partition = 0; partition < ends.size(); partition++) {
            if (positions.get(partition) > ends.get(partition)) {
                throw new PositionBeyondEndException(
                        topic.name(), partition, positions.get(partition), ends.get(partition));
            }
        }
    }
}
