package io.millrace.app.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topic.Keep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {

    private static final Topic<Progress> TOPIC =
            new Topic<>("millrace.embedded.progress", Codec.of(Progress.getClassSchema()), 1, Keep.FOR_EVER);

    private final Path folder;
    private final Path otherFolder;

    EmbeddedBrokerTest(@TempDir Path folder, @TempDir Path otherFolder) {
        this.folder = folder;
        this.otherFolder = otherFolder;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAnotherStart() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of());
                Bus bus = busTo(broker)) {
            send(bus);
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of());
                Bus bus = busTo(broker)) {
            assertThat(bus.ends(TOPIC)).containsExactly(1L);
        }
    }

    @Test
    void aFolderServesOneBrokerAtATime() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0, Map.of()))
                    .isInstanceOf(UserMistake.class)
                    .hasMessageContainingAll(folder.toString(), "in use", "--data");
            assertThat(EmbeddedBroker.runningOn(folder)).isEqualTo(broker.address());
            // The two questions above must not have given up the lock that other processes see.
            assertThat(asAnotherProcessSeesIt(folder)).isEqualTo(broker.address());
        }

        assertThat(EmbeddedBroker.runningOn(folder)).isNull();
    }

    @Test
    void anAddressThatAKilledProcessLeftBehindIsNotBelieved() throws IOException {
        Files.writeString(folder.resolve("address"), "127.0.0.1:1");

        assertThat(EmbeddedBroker.runningOn(folder)).isNull();
    }

    @Test
    void aFolderThatNobodyEverUsedHasNoBroker() {
        assertThat(EmbeddedBroker.runningOn(folder.resolve("none"))).isNull();
    }

    @Test
    void aFolderThatCannotBeMadeIsTheUsersMistake() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> EmbeddedBroker.start(file, 0, Map.of()))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll(file.toString(), "cannot be used");
    }

    @Test
    void aPortInUseIsTheUsersMistake() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedBroker.start(folder, port, Map.of()))
                    .isInstanceOf(UserMistake.class)
                    .hasMessageContainingAll("Port " + port, "--kafka-port");
        }
    }

    @Test
    void aBrokerThatDoesNotStartLeavesTheFolderFree() {
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0, Map.of("num.io.threads", "none")))
                .hasMessageContainingAll("does not start", folder.toString(), "num.io.threads");

        assertThat(EmbeddedBroker.runningOn(folder)).isNull();
        EmbeddedBroker.start(folder, 0, Map.of()).close();
    }

    @Test
    void twoBrokersOfOneProcessKnowNothingOfEachOtherAndPrintNothing() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream into = new PrintStream(printed, true, UTF_8);
        System.setOut(into);
        System.setErr(into);
        try (EmbeddedBroker one = EmbeddedBroker.start(folder, 0, Map.of());
                EmbeddedBroker other = EmbeddedBroker.start(otherFolder, 0, Map.of());
                Bus busToOne = busTo(one);
                Bus busToOther = busTo(other)) {
            send(busToOne);
            busToOther.create(List.of(TOPIC));

            assertThat(busToOne.ends(TOPIC)).containsExactly(1L);
            assertThat(busToOther.ends(TOPIC)).containsExactly(0L);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    private static String asAnotherProcessSeesIt(Path folder) throws IOException, InterruptedException {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FolderProbe.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
        probe.waitFor();
        return said;
    }

    private static Bus busTo(EmbeddedBroker broker) {
        return new KafkaBus(
                new KafkaConnection(broker.address(), Duration.ofSeconds(20), Duration.ofSeconds(20), Map.of()));
    }

    private static void send(Bus bus) {
        bus.create(List.of(TOPIC));
        EventSink<Progress> sink = bus.sink(TOPIC, Delivery.PROMPT);
        sink.send(0, "k", new Progress("learner", 1L, 0L, List.of(), false, null, false, Instant.EPOCH));
        sink.flush();
    }
}
