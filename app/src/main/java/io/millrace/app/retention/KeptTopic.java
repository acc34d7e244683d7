package io.millrace.app.retention;

import io.millrace.messages.Episode;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What a log holds of a topic of recorded experience.
 *
 * @param name      of the topic within its run, such as transitions
 * @param retention how it is kept
 */
public record KeptTopic(String name, Retention retention, List<KeptPartition> partitions) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Looks at a topic. */
    public static KeptTopic of(Bus bus, Topic<?> topic) {
        List<Long> beginnings = bus.beginnings(topic);
        List<Long> ends = bus.ends(topic);
        List<Long> bytes = bus.storedBytes(topic);
        List<KeptPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            long beginning = beginnings.get(partition);
            long end = ends.get(partition);
            partitions.add(new KeptPartition(
                    partition,
                    beginning,
                    end,
                    bytes.get(partition),
                    beginning < end ? timeOf(bus, topic, partition, beginning).orElse(null) : null,
                    beginning < end ? timeOf(bus, topic, partition, end - 1).orElse(null) : null));
        }
        return new KeptTopic(
                topic.name().substring(topic.name().lastIndexOf('.') + 1), bus.retention(topic), partitions);
    }

    /**
     * When the record at an offset was made, or the next one that can be read.
     *
     * @return nothing if there is none, or it does not come in time
     */
    static <V extends SpecificRecordBase> Optional<Instant> timeOf(
            Bus bus, Topic<V> topic, int partition, long offset) {
        List<Long> from = new ArrayList<>(bus.ends(topic));
        long end = from.get(partition);
        from.set(partition, Math.min(offset, end));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (EventSource<V> source = bus.reader(topic, from, (name, p, o, key, value, reason) -> {})) {
            while (source.position(partition) < end && System.nanoTime() < deadline) {
                for (Event<V> event : source.poll(POLL)) {
                    if (event.partition() == partition) {
                        return time(event.value());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> time(SpecificRecordBase value) {
        if (value instanceof Unroll unroll) {
            // The last tick's: then the unroll was sent.
            var times = unroll.getEventTimes()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer();
            return times.hasRemaining()
                    ? Optional.of(Instant.ofEpochMilli(times.get(times.limit() - 1)))
                    : Optional.empty();
        }
        return value instanceof Episode episode ? Optional.of(episode.getEndedAt()) : Optional.empty();
    }
}
