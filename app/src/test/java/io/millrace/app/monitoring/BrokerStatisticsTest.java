package io.millrace.app.monitoring;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a real broker. */
class BrokerStatisticsTest extends StatisticsWorkerContract {

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    private final Bus bus = new KafkaBus(
            new KafkaConnection(broker.address(), Duration.ofSeconds(30), Duration.ofSeconds(60), Map.of()));

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

    @Override
    protected Bus bus() {
        return bus;
    }
}
