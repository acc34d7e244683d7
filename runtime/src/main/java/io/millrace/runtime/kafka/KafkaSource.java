package io.millrace.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.runtime.event.Bus.Incident;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.DamagedRecordException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import io.millrace.schemas.UndecodableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** A Kafka consumer as an event source. */
final class KafkaSource<V extends SpecificRecordBase> implements EventSource<V> {

    private static final long CHECK_NANOS = Duration.ofMillis(200).toNanos();
    // A source that was not polled for a while has not been waiting all that time.
    private static final long LONGEST_WAIT_COUNTED_NANOS = Duration.ofSeconds(1).toNanos();
    // A connection may be held while the group waits for another member; beyond this it counts as dead.
    private static final long HELD_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Pattern DAMAGE =
            Pattern.compile("is invalid|corrupt|exception when fetching the next record|no complete records");

    private final Topic<V> topic;
    private final Pattern place;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Rejections rejections;
    private final KafkaConnection connection;
    private final BrokerWatch watch;
    private final ClientIncidents incidents;
    private final Set<Integer> partitions = new TreeSet<>();
    private final Metric connections;
    private final Metric responses;
    private final Map<Integer, Long> next = new HashMap<>();
    private long missed;
    private boolean inGroup;
    private boolean tells;
    private boolean untold;
    private long toldAt = System.nanoTime() - TELL_NANOS;
    private double answersSeen;
    private long silenceNanos;
    private long checkedAt = System.nanoTime();

    KafkaSource(
            Topic<V> topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Rejections rejections,
            KafkaConnection connection,
            BrokerWatch watch,
            ClientIncidents incidents) {
        this.topic = topic;
        this.place = Pattern.compile(Pattern.quote(topic.name()) + "-(\\d+)");
        this.consumer = consumer;
        this.rejections = rejections;
        this.connection = connection;
        this.watch = watch;
        this.incidents = incidents;
        this.connections = metric("connection-count");
        this.responses = metric("response-total");
    }

    /** Tells the broker about once a second, under the name of the consumer's group, what was read. */
    void tellPositions() {
        tells = true;
    }

    /** Reads all partitions from these offsets. */
    void assign(List<Long> positions) {
        List<TopicPartition> all = IntStream.range(0, positions.size())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        consumer.assign(all);
        for (TopicPartition partition : all) {
            consumer.seek(partition, positions.get(partition.partition()));
            next.put(partition.partition(), positions.get(partition.partition()));
            partitions.add(partition.partition());
        }
        untold = true;
    }

    /** Shares the partitions with the other members of the consumer's group. */
    void subscribe() {
        inGroup = true;
        incidents.opened(consumer, consumer.metrics(), Incident.REBALANCE);
        consumer.subscribe(List.of(topic.name()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
                consumer.seekToEnd(assigned);
                for (TopicPartition partition : assigned) {
                    // Asking for the position fixes it now: what is sent from here on will be seen.
                    consumer.position(partition);
                    partitions.add(partition.partition());
                }
                untold = true;
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
                revoked.forEach(partition -> {
                    partitions.remove(partition.partition());
                    next.remove(partition.partition());
                });
            }
        });
    }

    @Override
    public List<Event<V>> poll(Duration timeout) {
        try {
            watch.check();
            // Before more is read: what was read is dealt with by now.
            tell();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
            untold |= !records.isEmpty();
            noticeSilence();
            return decoded(records);
        } catch (InterruptException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (KafkaException refused) {
            throw unreadable(refused);
        }
    }

    @Override
    public Set<Integer> partitions() {
        return Set.copyOf(partitions);
    }

    @Override
    public long position(int partition) {
        try {
            return consumer.position(new TopicPartition(topic.name(), partition));
        } catch (KafkaException refused) {
            throw unreadable(refused);
        }
    }

    @Override
    public long missed() {
        return missed;
    }

    @Override
    public void attendTo(Set<Integer> attended) {
        Set<TopicPartition> others = new HashSet<>(consumer.assignment());
        List<TopicPartition> these = attended.stream()
                .map(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        others.removeAll(these);
        // What was fetched of a paused partition is kept until it is resumed.
        consumer.pause(others);
        consumer.resume(these);
    }

    @Override
    public void seek(List<Long> positions) {
        for (int partition = 0; partition < positions.size(); partition++) {
            consumer.seek(new TopicPartition(topic.name(), partition), positions.get(partition));
        }
        untold = true;
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
        // Who is in no group has nobody to tell, and would only wait for the answer to a fetch under way: half a
        // second.
        Duration patience = inGroup ? Duration.ofSeconds(2) : Duration.ZERO;
        Uninterrupted.close(() -> consumer.close(CloseOptions.timeout(patience)));
        incidents.closed(consumer);
        watch.silent(this, 0);
    }

    /**
     * Asynchronously, for showing only: nobody begins there, so a failure is counted and the next try will do. Says
     * nothing where nothing was read since the last time.
     */
    private void tell() {
        if (!tells || !untold || partitions.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        if (now - toldAt < TELL_NANOS) {
            return;
        }
        toldAt = now;
        untold = false;
        consumer.commitAsync((positions, refusal) -> {
            if (refusal != null) {
                incidents.commitFailed();
                untold = true;
            }
        });
    }

    private List<Event<V>> decoded(ConsumerRecords<byte[], byte[]> records) {
        List<Event<V>> events = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            missed += record.offset() - next.getOrDefault(record.partition(), record.offset());
            next.put(record.partition(), record.offset() + 1);
            try {
                events.add(event(record));
            } catch (UndecodableRecordException undecodable) {
                rejections.reject(
                        topic.name(),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value(),
                        String.valueOf(undecodable.getMessage()));
            }
        }
        return events;
    }

    private Event<V> event(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new UndecodableRecordException("The record has no value.", null);
        }
        ValueChecksum.require(record.headers(), value);
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        return new Event<>(
                record.partition(), record.offset(), key, topic.codec().decode(value));
    }

    /**
     * A healthy broker answers a consumer every half second, records or not. No answer and no connection:
     * it is away. No answer on a connection that seems to stand: it may be, and after a while it is.
     */
    private void noticeSilence() {
        long now = System.nanoTime();
        long since = now - checkedAt;
        if (since < CHECK_NANOS) {
            return;
        }
        checkedAt = now;
        double answers = value(responses);
        silenceNanos = answers == answersSeen ? silenceNanos + Math.min(since, LONGEST_WAIT_COUNTED_NANOS) : 0;
        answersSeen = answers;
        boolean away = value(connections) == 0 || silenceNanos > HELD_NANOS;
        watch.silent(this, away ? silenceNanos : 0);
        if (away && silenceNanos > connection.deadline().toNanos()) {
            throw connection.gone(null);
        }
    }

    private BusException unreadable(KafkaException refused) {
        // What goes wrong while partitions are taken over comes wrapped.
        Throwable cause = refused.getCause() instanceof KafkaException inner ? inner : refused;
        Optional<TopicPartition> damaged = damaged(refused);
        if (damaged.isPresent()) {
            return new DamagedRecordException(
                    topic.name(),
                    damaged.get().partition(),
                    position(damaged.get().partition()),
                    String.valueOf(cause.getMessage()),
                    refused);
        }
        return cause instanceof TimeoutException ? connection.gone(cause) : connection.explained(cause);
    }

    /**
     * The partition whose bytes a consumer cannot take for records. It says so in words alone: that a checksum does not
     * match, that a batch cannot be unpacked, or that no whole one is there; and says it again with each try.
     */
    private Optional<TopicPartition> damaged(KafkaException refused) {
        for (Throwable at = refused; at != null; at = at.getCause()) {
            String words = String.valueOf(at.getMessage());
            Matcher named = place.matcher(words);
            if (DAMAGE.matcher(words).find() && named.find()) {
                return Optional.of(new TopicPartition(topic.name(), Integer.parseInt(named.group(1))));
            }
        }
        return Optional.empty();
    }

    private Metric metric(String name) {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("consumer-metrics")
                        && metric.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Kafka consumers no longer count " + name));
    }

    private static double value(Metric metric) {
        return ((Number) metric.metricValue()).doubleValue();
    }
}
