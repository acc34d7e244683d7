package io.millrace.app.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topic.Keep;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a user meets when the broker is absent, goes away, refuses, or is asked for too much. */
@Timeout(120)
class BrokerFaultsTest {

    private static final Topic<Progress> TOPIC =
            new Topic<>("millrace.faults.progress", Codec.of(Progress.getClassSchema()), 1, Keep.FOR_EVER);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Rejections NONE = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError(reason);
    };

    @TempDir
    private Path folder;

    @Test
    void anAbsentBrokerIsNamedWithWhatToCheck() throws IOException {
        String address = "127.0.0.1:" + closedPort();

        assertThatThrownBy(() -> connected(address, 60, Map.of()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("No Kafka broker answers at " + address, "waited 2 s", "Check that");
    }

    @Test
    void anAddressThatIsNoneIsTheUsersMistake() {
        assertThatThrownBy(() -> connected("no-port", 60, Map.of()))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("no-port", "host:port", "--kafka-config");
    }

    @Test
    void aBrokerThatComesBackFindsEveryAcknowledgedMessageOnce() throws IOException {
        int port = closedPort();
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        List<Long> received = new ArrayList<>();
        try (Log log = new Log()) {
            EmbeddedBroker first = EmbeddedBroker.start(folder, port, Map.of());
            try (Bus sending = connected(first.address(), 100, Map.of());
                    Bus reading = connected(first.address(), 100, Map.of())) {
                sending.create(List.of(TOPIC));
                EventSink<Progress> sink = sending.sink(TOPIC, Delivery.PROMPT);
                EventSource<Progress> source = reading.reader(TOPIC, Start.BEGINNING, NONE);
                Runnable receive = () -> source.poll(POLL)
                        .forEach(event -> received.add(event.value().getVersion()));
                CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                    for (long version = 0; !enough.get(); version++) {
                        sink.send(0, "k", progress(version));
                        sink.flush();
                        acknowledged.set(version + 1);
                    }
                });
                until(receive, () -> received.size() > 100);

                first.close();
                until(receive, () -> log.warnings() == 2);
                assertThat(sending.waitingSeconds()).isGreaterThan(3);
                assertThat(reading.waitingSeconds()).isGreaterThan(3);
                assertThat(sending.unacknowledged()).isEqualTo(1);

                long before = acknowledged.get();
                try (EmbeddedBroker second = EmbeddedBroker.start(folder, port, Map.of())) {
                    assertThat(second.address()).isEqualTo(first.address());
                    until(receive, () -> acknowledged.get() > before + 100);
                    enough.set(true);
                    sender.join();
                    until(receive, () -> received.size() >= acknowledged.get());
                    until(receive, () -> log.said().size() == 4);
                    assertThat(sending.waitingSeconds()).isZero();
                    assertThat(reading.waitingSeconds()).isZero();
                    assertThat(reading.ends(TOPIC)).containsExactly(acknowledged.get());
                    source.close();
                }
            }
            assertThat(log.said())
                    .containsExactly(
                            "the broker does not answer; waiting for it",
                            "the broker does not answer; waiting for it",
                            "the broker answers again",
                            "the broker answers again");
        }

        assertThat(received)
                .containsExactlyElementsOf(
                        LongStream.range(0, acknowledged.get()).boxed().toList());
    }

    @Test
    void aBrokerThatStaysAwayIsGivenUpAfterTheDeadline() {
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of());
        try (Bus sending = connected(broker.address(), 4, Map.of());
                Bus reading = connected(broker.address(), 4, Map.of())) {
            sending.create(List.of(TOPIC));
            EventSink<Progress> sink = sending.sink(TOPIC, Delivery.BULK);
            try (EventSource<Progress> source = reading.reader(TOPIC, Start.BEGINNING, NONE);
                    EventSource<Progress> bystander = sending.reader(TOPIC, Start.BEGINNING, NONE)) {
                sink.send(0, "k", progress(0));
                sink.flush();
                until(() -> {}, () -> !source.poll(POLL).isEmpty());
                broker.close();

                assertThatThrownBy(() -> {
                            sink.send(0, "k", progress(1));
                            sink.flush();
                        })
                        .isInstanceOf(BusException.class)
                        .hasMessageContainingAll(broker.address(), "not answered for 4 s", "start this service again");
                assertThatThrownBy(() -> sink.send(0, "k", progress(2)))
                        .isInstanceOf(BusException.class)
                        .hasMessageContaining("not answered for 4 s");
                assertThatThrownBy(() -> bystander.poll(POLL))
                        .isInstanceOf(BusException.class)
                        .hasMessageContaining("not answered for 4 s");
                assertThatThrownBy(() -> until(() -> source.poll(POLL), () -> false))
                        .isInstanceOf(BusException.class)
                        .hasMessageContainingAll(broker.address(), "not answered for 4 s");
            }
        } finally {
            broker.close();
        }
    }

    @Test
    void aBrokerThatRefusesSaysWhatToChange() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, guarded())) {
            assertThatThrownBy(() -> connected(broker.address(), 60, login("millrace", "wrong")))
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll(broker.address(), "refuses this client", "password", "--kafka-config");
            // A client that does not know that it must log in.
            assertThatThrownBy(() -> connected(broker.address(), 60, Map.of()))
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll(broker.address(), "--kafka-config");
            try (Bus bus = connected(broker.address(), 60, login("guest", "guest-secret"))) {
                assertThatThrownBy(() -> bus.create(List.of(TOPIC)))
                        .isInstanceOf(BusException.class)
                        .hasMessageContainingAll(broker.address(), "forbids", "millrace.");
            }
            try (Bus bus = connected(broker.address(), 60, login("millrace", "secret"))) {
                bus.create(List.of(TOPIC));
                EventSink<Progress> sink = bus.sink(TOPIC, Delivery.PROMPT);
                sink.send(0, "k", progress(1));
                sink.flush();
                try (EventSource<Progress> source = bus.reader(TOPIC, Start.BEGINNING, NONE);
                        EventSource<Progress> member = bus.member(TOPIC, "millrace.faults", NONE)) {
                    until(() -> {}, () -> !source.poll(POLL).isEmpty());
                    until(() -> member.poll(POLL), () -> !member.partitions().isEmpty());
                }
            }
        }
    }

    @Test
    void aMessageThatIsTooLargeIsNamedAndTheBusGoesOn() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of());
                Bus bus = connected(broker.address(), 60, Map.of());
                Bus narrow = connected(broker.address(), 60, Map.of("max.request.size", "2000"))) {
            bus.create(List.of(TOPIC));
            EventSink<Progress> sink = bus.sink(TOPIC, Delivery.BULK);
            assertThatThrownBy(() -> sink.send(0, "k", large(17_000_000)))
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll(TOPIC.name(), "17000", "16777216", "lanes.environments", "lanes.unroll");

            sink.send(0, "k", large(16_000_000));
            sink.flush();
            assertThat(bus.ends(TOPIC)).containsExactly(1L);

            // What the client itself refuses counts as lost: the bus fails clearly, and stays failed.
            EventSink<Progress> narrowSink = narrow.sink(TOPIC, Delivery.BULK);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> narrowSink.send(0, "k", large(5000)))
                        .isInstanceOf(BusException.class)
                        .hasMessageContainingAll(TOPIC.name(), "50", "max.request.size", "lanes.unroll")
                        .hasRootCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }

    @Test
    void aClosedBusLeavesNothingBehindEvenIfItsThreadWasInterrupted() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of())) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            Bus bus = connected(broker.address(), 60, Map.of());
            bus.create(List.of(TOPIC));
            EventSink<Progress> sink = bus.sink(TOPIC, Delivery.PROMPT);
            sink.send(0, "k", progress(1));
            sink.flush();
            EventSource<Progress> member = bus.member(TOPIC, "millrace.faults", NONE);
            until(() -> member.poll(POLL), () -> !member.partitions().isEmpty());
            assertThat(clientThreads(before)).isNotEmpty();

            Thread.currentThread().interrupt();
            assertThat(member.poll(POLL)).isEmpty();
            member.close();
            bus.close();
            assertThat(Thread.interrupted()).isTrue();

            assertThat(clientThreads(before)).isEmpty();
            // It left the group: another member need not wait until its session is over.
            assertThat(membersOf("millrace.faults", broker)).isZero();
        }
    }

    private static int membersOf(String group, EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            return Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .all()
                            .get()
                            .get(group))
                    .members()
                    .size();
        }
    }

    private static Set<String> clientThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> name.startsWith("kafka-producer")
                        || name.startsWith("kafka-admin-client")
                        || name.startsWith("kafka-coordinator-heartbeat")
                        || name.startsWith("broker-watch"))
                .collect(Collectors.toSet());
    }

    private static Bus connected(String address, int deadlineSeconds, Map<String, String> settings) {
        return new KafkaBus(
                new KafkaConnection(address, Duration.ofSeconds(2), Duration.ofSeconds(deadlineSeconds), settings));
    }

    /** A broker that lets two users in, and allows only one of them to do anything. */
    private static Map<String, String> guarded() {
        return Map.of(
                "listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.client.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username=\"millrace\" password=\"secret\" user_millrace=\"secret\""
                                + " user_guest=\"guest-secret\";",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:millrace;User:ANONYMOUS");
    }

    private static Map<String, String> login(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                                + "\" password=\"" + password + "\";");
    }

    private static void until(Runnable meanwhile, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            meanwhile.run();
            assertThat(System.nanoTime()).as("the deadline of the test").isLessThan(end);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Progress progress(long version) {
        return new Progress("learner", version, 0L, List.of(), false, null, false, Instant.EPOCH);
    }

    private static Progress large(int characters) {
        return new Progress("x".repeat(characters), 0L, 0L, List.of(), false, null, false, Instant.EPOCH);
    }

    /** What the bus says in the log. */
    private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger logger = (Logger) LoggerFactory.getLogger("io.millrace.runtime.kafka");
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        Log() {
            start();
            logger.addAppender(this);
            logger.setAdditive(false);
        }

        List<String> said() {
            return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }

        long warnings() {
            return said().stream()
                    .filter(text -> text.contains("waiting for it"))
                    .count();
        }

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        @Override
        public void close() {
            logger.detachAppender(this);
            logger.setAdditive(true);
        }
    }
}
