package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.promises.Services;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Monitors as processes of their own beside a real run, over a real broker. */
@Timeout(300)
class MonitorProcessTest {

    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    // What an aborted transaction left is not told.
    private static final Map<String, String> COMMITTED = Map.of("isolation.level", "read_committed");

    @TempDir
    private Path folder;

    @Test
    void everyWindowEqualsAPlainRecomputationAlthoughMonitorsWereKilled() throws IOException, InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
                Services services = new Services(folder, broker.address());
                Bus bus = new KafkaBus(new KafkaConnection(
                        broker.address(), Duration.ofSeconds(30), Duration.ofSeconds(60), COMMITTED))) {
            Process first = monitor(services);
            Process run = services.start(
                    "local",
                    Millrace.repository().resolve("examples/cart-pole.yaml").toString(),
                    "--data",
                    folder.resolve("runs").toString(),
                    "--set",
                    "learner.engine=kernel",
                    "--set",
                    "learner.steps=200000",
                    "--set",
                    "evaluation.episodes=1",
                    "--set",
                    "topics.partitions=2");
            Run registered = new RunRegistry(bus).await("cart-pole", PATIENCE);
            Topics topics = new Topics("cart-pole", registered.getPartitions());
            await(services, "windows of the first monitor", () -> told(bus, topics) >= 3);
            kill(first);

            Process second = monitor(services);
            Process third = monitor(services);
            int before = told(bus, topics);
            await(services, "windows of two monitors", () -> told(bus, topics) >= before + 2);
            kill(second);

            assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(services.logs())
                    .isTrue();
            requireTold(bus, topics);
            assertThat(third.isAlive()).as(services.logs()).isTrue();
        }
    }

    private static Process monitor(Services services) throws IOException {
        return services.start("monitor", "--window", String.valueOf(WINDOW.toSeconds()));
    }

    private static int told(Bus bus, Topics topics) {
        return new Recomputed(bus, topics, WINDOW).windows();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The last windows are told a moment after the run ended. */
    private static void requireTold(Bus bus, Topics topics) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Recomputed(bus, topics, WINDOW).requireTold();
                return;
            } catch (AssertionError different) {
                if (System.nanoTime() > end) {
                    throw different;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private static void await(Services services, String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No " + what + " within " + PATIENCE + "\n" + services.logs());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
