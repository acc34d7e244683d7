package io.millrace.app.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that can write no more. A limit on the size of a file stands for a full disk: the broker's
 * writes fail in the same way, and it needs no disk of its own. Needs a POSIX shell.
 */
@Timeout(120)
class FullDiskTest {

    // 20 MB, in the shell's unit of 512 bytes. More than the broker's own files, less than its segments.
    private static final int FILE_BLOCKS = 40_960;

    // A broker that was killed is taken for alive as long as its session lasts; the next one waits for that.
    private static final Map<String, String> SHORT_SESSION =
            Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500");

    private final Path folder;

    FullDiskTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theProcessEndsWithOneSentenceAndNothingAcknowledgedIsLost() throws Exception {
        Path said = folder.resolve("said");
        Path error = folder.resolve("error");
        Path data = folder.resolve("data");
        int exit = writer(data)
                .redirectOutput(said.toFile())
                .redirectError(error.toFile())
                .start()
                .waitFor();

        assertThat(exit).isEqualTo(1);
        assertThat(Files.readAllLines(error, UTF_8))
                .singleElement()
                .asString()
                .startsWith("The embedded Kafka broker on " + data)
                .contains("failed", "disk is full", "Everything acknowledged is kept");
        List<String> acknowledged = Files.readAllLines(said, UTF_8);
        assertThat(acknowledged).isNotEmpty();

        assertThat(versions(data).subList(0, acknowledged.size()))
                .containsExactlyElementsOf(
                        LongStream.range(0, acknowledged.size()).boxed().toList());
    }

    private static ProcessBuilder writer(Path data) {
        return new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f " + FILE_BLOCKS + " && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                data.toString());
    }

    private static List<Long> versions(Path data) {
        List<Long> versions = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, SHORT_SESSION);
                Bus bus = new KafkaBus(new KafkaConnection(
                        broker.address(), Duration.ofSeconds(20), Duration.ofSeconds(30), Map.of()));
                EventSource<Progress> source =
                        bus.reader(Writer.TOPIC, Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
                            throw new AssertionError(reason);
                        })) {
            long end = bus.ends(Writer.TOPIC).get(0);
            while (source.position(0) < end) {
                source.poll(Duration.ofMillis(100))
                        .forEach(event -> versions.add(event.value().getVersion()));
            }
        }
        return versions;
    }
}
