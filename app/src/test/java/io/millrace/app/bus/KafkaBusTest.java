package io.millrace.app.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Incident;
import io.millrace.runtime.event.BusContract;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a real broker. */
class KafkaBusTest extends BusContract {

    private static final long FORGOTTEN = 5;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    // A consumer that is closed waits for the answer to its last request: an empty one comes soon.
    private static final Map<String, String> QUICK = Map.of("fetch.max.wait.ms", "50");

    private final Bus bus =
            new KafkaBus(new KafkaConnection(broker.address(), Duration.ofSeconds(20), Duration.ofSeconds(30), QUICK));

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder, 0, Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void aMemberThatJoinsMakesItsGroupShareAnew() {
        Topic<Progress> topic = created("joined", 1);
        try (EventSource<Progress> member =
                bus.member(topic, topic.name(), (from, partition, offset, key, value, reason) -> {})) {
            while (member.partitions().isEmpty()) {
                var unused = member.poll(Duration.ofMillis(100));
            }
        }

        // The member is closed, and what it counted stays.
        assertThat(bus.incidents(Incident.REBALANCE)).isPositive();
    }

    @Test
    void aReaderWhosePositionsAreRefusedReadsOnAndTheRefusalIsCounted() {
        Topic<Progress> topic = created("refused", 1);
        Rejections none = (from, partition, offset, key, value, reason) -> {};
        try (EventSource<Progress> member = bus.member(topic, topic.name(), none)) {
            while (member.partitions().isEmpty()) {
                var unused = member.poll(Duration.ofMillis(100));
            }
            // Its name is that of a group with a member, for which the broker takes nobody else's word.
            try (EventSource<Progress> reader = bus.reader(topic, List.of(0L), topic.name(), none)) {
                while (bus.incidents(Incident.COMMIT_FAILURE) == 0) {
                    assertThat(reader.poll(Duration.ofMillis(100))).isEmpty();
                }
                send(topic, 0, 7);
                List<Event<Progress>> received = new ArrayList<>();
                while (received.isEmpty()) {
                    received.addAll(reader.poll(Duration.ofMillis(100)));
                }

                assertThat(received)
                        .extracting(event -> event.value().getVersion())
                        .containsExactly(7L);
            }
        }
    }

    @Test
    void aRecordThatWasAlteredOnItsWayIsRejectedEvenIfItDecodes() {
        Topic<Progress> topic = created("altered", 1);
        send(topic, 0, 7);
        List<String> reasons = new ArrayList<>();
        byte[] said =
                topic.codec().encode(new Progress("learner", 8L, 0L, List.of(), false, null, false, Instant.EPOCH));
        try (KafkaProducer<byte[], byte[]> foreign = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> altered = new ProducerRecord<>(topic.name(), 0, new byte[] {1}, said);
            altered.headers().add("crc32c", new byte[] {1, 2, 3, 4});
            var unused = foreign.send(altered);
        }
        send(topic, 0, 9);

        List<Event<Progress>> received = new ArrayList<>();
        try (EventSource<Progress> reader =
                bus.reader(topic, Bus.Start.BEGINNING, (from, at, offset, key, value, reason) -> reasons.add(reason))) {
            while (received.size() < 2) {
                received.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }

        assertThat(received).extracting(event -> event.value().getVersion()).containsExactly(7L, 9L);
        assertThat(reasons).singleElement().asString().contains("altered after it was sent");
    }

    @Override
    protected Bus bus() {
        return bus;
    }

    @Override
    protected void sendBytes(Topic<?> topic, int partition, String key, byte @Nullable [] value) {
        try (KafkaProducer<byte[], byte[]> foreign = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            foreign.send(new ProducerRecord<>(topic.name(), partition, key.getBytes(UTF_8), value))
                    .get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    protected long forgetOldest(Topic<Progress> topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(FORGOTTEN)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        return FORGOTTEN;
    }
}
