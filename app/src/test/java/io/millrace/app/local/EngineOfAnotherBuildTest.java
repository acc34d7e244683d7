package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.promises.Services;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services of a run whose engine is not in this build: its env-service works, its learner cannot. */
class EngineOfAnotherBuildTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Services services;

    @BeforeAll
    static void startEnv() throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
        services = new Services(folder, broker.address());
        services.start("env", Millrace.tinyFile(folder).toString(), "--set", "learner.engine=libtorch");
    }

    @AfterAll
    static void stop() {
        services.close();
        broker.close();
    }

    @Test
    void theEnvServiceRegistersTheRunAsItIs() throws IOException {
        assertThat(registered().getSettings()).as(services.logs()).contains("\"engine\":\"libtorch\"");
    }

    @Test
    void theLearnerSaysWhichBuildHasTheEngine() {
        Said said = Millrace.run(
                "learner",
                registered().getRun(),
                "--data",
                folder.resolve("runs").toString(),
                "--bootstrap-servers",
                broker.address());

        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err())
                .contains("\"libtorch\"", "a build with -Dlibtorch")
                .doesNotContain("\tat ");
    }

    private static Run registered() {
        KafkaConnection connection = new KafkaConnection(broker.address(), DEADLINE, DEADLINE, Map.of());
        try (Bus bus = new KafkaBus(connection)) {
            return new RunRegistry(bus).await("tiny", DEADLINE);
        }
    }
}
