package io.millrace.benchmarks;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;

/** What carries the messages of measured runs: as in {@code millrace local}, a broker in this process or none. */
final class RunBus implements AutoCloseable {

    /** What carries the messages. */
    enum Kind {
        KAFKA,
        MEMORY
    }

    /** A measurement from which records are missing would be none. */
    static final Rejections REFUSED = (topic, partition, offset, key, value, reason) -> {
        throw new IllegalStateException("Record " + offset + " of " + topic + " cannot be used: " + reason);
    };

    private static final long MEMORY_BYTES_PER_TOPIC = 128L * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Kind kind;
    private final Supplier<Bus> buses;
    private final Runnable close;

    private RunBus(Kind kind, Supplier<Bus> buses, Runnable close) {
        this.kind = kind;
        this.buses = buses;
        this.close = close;
    }

    /** @param folder where a broker keeps its data */
    static RunBus open(Kind kind, Path folder) {
        if (kind == Kind.MEMORY) {
            MemoryBus memory = new MemoryBus(MEMORY_BYTES_PER_TOPIC);
            return new RunBus(kind, () -> memory, () -> {});
        }
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of());
        KafkaConnection connection =
                new KafkaConnection(broker.address(), Duration.ofSeconds(30), Duration.ofMinutes(2), Map.of());
        return new RunBus(kind, () -> new KafkaBus(connection), broker::close);
    }

    /** As in a summary: kafka or memory. */
    String name() {
        return kind == Kind.KAFKA ? "kafka" : "memory";
    }

    /** A way to the bus of one's own; to be closed. */
    Bus connect() {
        return buses.get();
    }

    @Override
    public void close() {
        close.run();
    }

    /** Reads what a topic holds now, oldest first in each partition. */
    static <V extends SpecificRecordBase> void read(Bus bus, Topic<V> topic, Consumer<V> reader) {
        List<Long> ends = bus.ends(topic);
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, REFUSED)) {
            while (!reached(source, ends)) {
                source.poll(POLL).forEach(event -> reader.accept(event.value()));
            }
        }
    }

    /** Whether a source has read each partition up to these offsets. */
    static boolean reached(EventSource<?> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return false;
            }
        }
        return true;
    }
}
