package io.millrace.runtime.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.PositionBeyondEndException;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topic;
import io.millrace.schemas.UndecodableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The bus inside one process. Messages are encoded and decoded as over Kafka; only the broker is
 * missing. A topic keeps at most so many bytes, split evenly among its partitions, and forgets its
 * oldest records beyond that; its meters show how many it keeps.
 */
public final class MemoryBus implements Bus, MeterBinder {

    /** Most events of one partition that one poll returns. */
    private static final int POLL_LIMIT = 500;

    private final Map<String, MemoryTopic> topics = new ConcurrentHashMap<>();
    private final long bytesPerTopic;

    /** @param bytesPerTopic bytes that a topic keeps before it forgets its oldest records; above zero */
    public MemoryBus(long bytesPerTopic) {
        this.bytesPerTopic = bytesPerTopic;
    }

    @Override
    public void create(Collection<Topic<?>> wanted) {
        for (Topic<?> topic : wanted) {
            MemoryTopic there =
                    topics.computeIfAbsent(topic.name(), name -> new MemoryTopic(topic.partitions(), bytesPerTopic));
            if (there.partitions() != topic.partitions()) {
                throw new TopicMismatchException(topic.name(), there.partitions(), topic.partitions());
            }
        }
    }

    @Override
    public <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery) {
        MemoryTopic there = existing(topic);
        return delivery == Delivery.TOGETHER
                ? new GatheringSink<>(there, topic.codec())
                : new Sink<>(there, topic.codec());
    }

    private record Sink<V extends SpecificRecordBase>(MemoryTopic there, Codec<V> codec) implements EventSink<V> {

        @Override
        public void send(int partition, String key, V value) {
            there.append(partition, key, codec.encode(value));
        }

        @Override
        public void flush() {}
    }

    private static final class GatheringSink<V extends SpecificRecordBase> implements EventSink<V> {

        private final MemoryTopic there;
        private final Codec<V> codec;
        private final List<Runnable> gathered = new ArrayList<>();

        GatheringSink(MemoryTopic there, Codec<V> codec) {
            this.there = there;
            this.codec = codec;
        }

        @Override
        public synchronized void send(int partition, String key, V value) {
            byte[] encoded = codec.encode(value);
            gathered.add(() -> there.append(partition, key, encoded));
        }

        @Override
        public synchronized void dispatch() {
            there.alone(() -> gathered.forEach(Runnable::run));
            gathered.clear();
        }

        @Override
        public void flush() {
            dispatch();
        }
    }

    /** Sends bytes, or none, whether or not they are a message: what a foreign client could do. */
    public void sendBytes(Topic<?> topic, int partition, String key, byte @Nullable [] value) {
        existing(topic).append(partition, key, value);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> member(Topic<V> topic, String group, Rejections rejections) {
        MemoryTopic there = existing(topic);
        return new Source<>(topic, there, rejections, new Membership(there, group), there.telling(group));
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, Start start, Rejections rejections) {
        MemoryTopic there = existing(topic);
        return reader(topic, start == Start.END ? there.ends() : there.beginnings(), rejections);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, Rejections rejections) {
        return reader(topic, positions, rejections, null);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, String group, Rejections rejections) {
        return reader(topic, positions, rejections, existing(topic).telling(group));
    }

    private <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, Rejections rejections, @Nullable AtomicLongArray told) {
        MemoryTopic there = existing(topic);
        PositionBeyondEndException.require(topic, positions, there.ends());
        Source<V> source = new Source<>(topic, there, rejections, null, told);
        for (int partition = 0; partition < there.partitions(); partition++) {
            source.own(partition, positions.get(partition));
        }
        return source;
    }

    @Override
    public List<Long> told(Topic<?> topic, String group) {
        return existing(topic).told(group);
    }

    @Override
    public List<Long> ends(Topic<?> topic) {
        return existing(topic).ends();
    }

    @Override
    public double waitingSeconds() {
        return 0;
    }

    @Override
    public long unacknowledged() {
        return 0;
    }

    @Override
    public void close() {}

    /** Bytes of the records that all topics keep, with what holds each record. */
    public long keptBytes() {
        return topics.values().stream().mapToLong(MemoryTopic::bytes).sum();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("millrace.memory.bus.kept", this, MemoryBus::keptBytes)
                .description("Bytes that the bus in memory keeps, all topics together")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("millrace.memory.bus.limit", this, bus -> bus.topics.size() * (double) bus.bytesPerTopic)
                .description("Bytes that the bus in memory keeps before it forgets the oldest records")
                .baseUnit("bytes")
                .register(meters);
    }

    private MemoryTopic existing(Topic<?> topic) {
        MemoryTopic there = topics.get(topic.name());
        if (there == null) {
            throw new BusException("Topic " + topic.name() + " does not exist. Register the run first.");
        }
        return there;
    }

    /** A place in a group, asked at each poll which partitions are its own. */
    private static final class Membership {

        private final MemoryTopic topic;
        private final String group;

        Membership(MemoryTopic topic, String group) {
            this.topic = topic;
            this.group = group;
            topic.join(group, this);
        }

        Set<Integer> partitions() {
            return topic.assigned(group, this);
        }

        void leave() {
            topic.leave(group, this);
        }
    }

    private static final class Source<V extends SpecificRecordBase> implements EventSource<V> {

        private final Topic<V> topic;
        private final MemoryTopic there;
        private final Rejections rejections;
        private final @Nullable Membership membership;
        private final @Nullable AtomicLongArray told;
        private final Map<Integer, Long> positions = new ConcurrentHashMap<>();

        /** Of those it reads, the ones that it polls; null for all. */
        private @Nullable Set<Integer> attended;

        Source(
                Topic<V> topic,
                MemoryTopic there,
                Rejections rejections,
                @Nullable Membership membership,
                @Nullable AtomicLongArray told) {
            this.topic = topic;
            this.there = there;
            this.rejections = rejections;
            this.membership = membership;
            this.told = told;
        }

        void own(int partition, long position) {
            positions.put(partition, position);
        }

        @Override
        public List<Event<V>> poll(Duration timeout) {
            followAssignment();
            tell();
            there.awaitBeyond(attendedPositions(), timeout);
            List<Taken> taken = new ArrayList<>();
            // At once: a partition that went to another member meanwhile must not be read by both.
            there.alone(() -> {
                followAssignment();
                attendedPositions()
                        .forEach((partition, position) ->
                                taken.add(new Taken(partition, there.read(partition, position, POLL_LIMIT))));
            });
            List<Event<V>> events = new ArrayList<>();
            taken.forEach(records -> decode(records, events));
            return events;
        }

        @Override
        public Set<Integer> partitions() {
            return new TreeSet<>(positions.keySet());
        }

        @Override
        public long position(int partition) {
            return positions.getOrDefault(partition, 0L);
        }

        @Override
        public void reject(Event<V> event, String reason) {
            rejections.reject(
                    topic.name(),
                    event.partition(),
                    event.offset(),
                    event.key().getBytes(UTF_8),
                    topic.codec().encode(event.value()),
                    reason);
        }

        @Override
        public void close() {
            if (membership != null) {
                membership.leave();
            }
        }

        @Override
        public void attendTo(Set<Integer> partitions) {
            attended = Set.copyOf(partitions);
        }

        @Override
        public void seek(List<Long> offsets) {
            for (int partition = 0; partition < offsets.size(); partition++) {
                positions.put(partition, offsets.get(partition));
            }
        }

        private Map<Integer, Long> attendedPositions() {
            if (attended == null) {
                return positions;
            }
            Map<Integer, Long> these = new HashMap<>(positions);
            these.keySet().retainAll(attended);
            return these;
        }

        private void followAssignment() {
            if (membership == null) {
                return;
            }
            Set<Integer> owned = membership.partitions();
            positions.keySet().retainAll(owned);
            for (int partition : owned) {
                positions.computeIfAbsent(partition, there::end);
            }
        }

        /** Before more is read: what was read is dealt with by now. */
        private void tell() {
            if (told != null) {
                positions.forEach(told::set);
            }
        }

        private void decode(Taken taken, List<Event<V>> into) {
            for (StoredRecord record : taken.records()) {
                positions.put(taken.partition(), record.offset() + 1);
                try {
                    into.add(new Event<>(taken.partition(), record.offset(), record.key(), value(record)));
                } catch (UndecodableRecordException undecodable) {
                    rejections.reject(
                            topic.name(),
                            taken.partition(),
                            record.offset(),
                            record.key().getBytes(UTF_8),
                            record.value(),
                            String.valueOf(undecodable.getMessage()));
                }
            }
        }

        private V value(StoredRecord record) {
            byte[] bytes = record.value();
            if (bytes == null) {
                throw new UndecodableRecordException("The record has no value.", null);
            }
            return topic.codec().decode(bytes);
        }
    }

    /** What one poll found in a partition. */
    private record Taken(int partition, List<StoredRecord> records) {}

    /** A record as it stands on a topic. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes belong to the topic.
    record StoredRecord(long offset, String key, byte @Nullable [] value) {

        /** About what the record, its key and its array take beside the bytes themselves. */
        private static final int OVERHEAD_BYTES = 96;

        int bytes() {
            return OVERHEAD_BYTES + key.length() + (value == null ? 0 : value.length);
        }
    }
}
