package io.millrace.env;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads stretches of the log that lanes are taken over from. */
final class LogReading {

    private static final Logger LOGGER = LoggerFactory.getLogger(LogReading.class);
    private static final Duration READ = Duration.ofMillis(200);
    private static final long TELL_NANOS = Duration.ofSeconds(5).toNanos();
    /** Learner and monitoring read all of it, and keep what is damaged with the reason. */
    private static final Rejections THEIRS = (topic, partition, offset, key, value, reason) -> {};

    private final Bus bus;

    LogReading(Bus bus) {
        this.bus = bus;
    }

    /** Gives every record from these offsets to those, holding one fetch of them at a time. */
    <V extends SpecificRecordBase> void read(
            Topic<V> topic, List<Long> from, List<Long> ends, Consumer<Event<V>> reader) {
        long toldAt = System.nanoTime();
        try (EventSource<V> source = bus.reader(topic, from, THEIRS)) {
            long behind = behind(source, ends);
            while (behind > 0) {
                source.poll(READ).stream()
                        .filter(event -> event.offset() < ends.get(event.partition()))
                        .forEach(reader);
                requireNotStopping();
                behind = behind(source, ends);
                if (System.nanoTime() - toldAt > TELL_NANOS) {
                    toldAt = System.nanoTime();
                    LOGGER.atInfo()
                            .addKeyValue("topic", topic.name())
                            .addKeyValue("recordsToRead", behind)
                            .log("reading back what lanes are taken over from");
                }
            }
        }
    }

    private static void requireNotStopping() {
        // A source that was interrupted gives nothing any more, and the end would never come.
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while the lanes' last unrolls were read back. They go on after them at"
                    + " the next start.");
        }
    }

    private static long behind(EventSource<?> source, List<Long> ends) {
        long behind = 0;
        for (int partition = 0; partition < ends.size(); partition++) {
            behind += Math.max(0, ends.get(partition) - source.position(partition));
        }
        return behind;
    }
}
