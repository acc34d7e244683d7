package io.millrace.app.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in lock-step of services apart that was paused, whose learner was killed then, that was rolled back, whose
 * learner was killed again, and that went on to its end; then the same from its log.
 */
class InterventionPromiseTest {

    private static final String RUN = "intervened";
    private static final int UPDATES = 400;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Said early;
    private static Said paused;
    private static Said pausedAgain;
    private static Said back;
    private static Said late;
    private static boolean learnedAgain;
    private static Said exactly;
    private static List<Update> ledger = List.of();
    private static List<String> unrolls = List.of();

    @BeforeAll
    static void intervene() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
        try (Services services = new Services(Files.createDirectories(folder.resolve("logs")), broker.address());
                Bus bus = connect()) {
            services.start("env", file().toString());
            RecordedRun recorded = new RecordedRun(bus, new RunRegistry(bus).await(RUN, DEADLINE));
            early = ask("pause", "--deadline", "1");
            services.start("actor", RUN);
            Process first = services.start("learner", RUN, "--data", folder.toString());
            recorded.awaitVersion(12, DEADLINE);
            paused = ask("pause", "--reason", "to look at it");
            Services.kill(first);
            Process second = services.start("learner", RUN, "--data", folder.toString());
            pausedAgain = ask("pause");
            back = ask("rollback", "--to", "10", "--by", "ada");
            Services.kill(second);
            Process third = services.start("learner", RUN, "--data", folder.toString());
            assertThat(endsWell(third)).as(services.logs()).isTrue();
            late = ask("resume");
            ledger = recorded.ledger().stream().map(Event::value).toList();
            unrolls = recorded.unrolls().stream()
                    .map(event -> event.value().getLane() + "/" + event.value().getNumber())
                    .toList();
            learnedAgain = endsWell(services.start(
                    "learner", RUN, "--data", folder.resolve("again").toString()));
            exactly = ask("replay", "--exact", "--data", folder.toString());
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whoAsksALearnerThatNeverWasHearsThat() {
        assertThat(early.code()).as(early.toString()).isEqualTo(1);
        assertThat(early.err()).contains("never reported anything");
    }

    @Test
    void whoAsksHearsThatItIsDone() {
        assertThat(paused.code()).as(paused.toString()).isZero();
        assertThat(paused.out()).contains("Paused at version", "to look at it");
        assertThat(back.code()).as(back.toString()).isZero();
        assertThat(back.out()).contains("to 10, learning rate times 0.5, by ada");
    }

    @Test
    void aPauseOutlivesTheLearner() {
        assertThat(pausedAgain.code()).as(pausedAgain.toString()).isEqualTo(2);
        assertThat(pausedAgain.err()).contains("paused already");
    }

    @Test
    void whoAsksARunThatIsOverHearsThat() {
        assertThat(late.code()).as(late.toString()).isEqualTo(2);
        assertThat(late.err()).contains("is over");
    }

    @Test
    void eachInterventionStandsOnTheLedgerOnce() {
        assertThat(ledger.stream().map(Update::getIntervention).filter(Objects::nonNull))
                .extracting(Intervention::getKind)
                .containsExactly(InterventionKind.PAUSE, InterventionKind.ROLLBACK);
        assertThat(ledger).hasSize(UPDATES + 2);
    }

    @Test
    void eachUnrollStandsOnTheLedgerOnce() {
        List<String> named = new ArrayList<>();
        for (Update entry : ledger) {
            entry.getConsumed().forEach(one -> named.add(place(one)));
            entry.getDropped().forEach(one -> named.add(place(one)));
        }

        assertThat(named).containsExactlyInAnyOrderElementsOf(unrolls);
    }

    @Test
    void theWholeRunIsLearnedAgainFromItsLog() {
        String last = ledger.get(ledger.size() - 1).getWeightsSha256();

        assertThat(learnedAgain).isTrue();
        assertThat(new RunFolder(folder, RUN).weights().orElseThrow().sha256()).isEqualTo(last);
        assertThat(new RunFolder(folder.resolve("again"), RUN)
                        .weights()
                        .orElseThrow()
                        .sha256())
                .isEqualTo(last);
    }

    @Test
    void everyUpdateAroundTheInterventionsIsMadeAgainExactly() {
        assertThat(exactly.code()).as(exactly.toString()).isZero();
        assertThat(exactly.out()).contains("made again " + (UPDATES + 2) + " updates");
    }

    private static String place(ConsumedUnroll unroll) {
        return unroll.getLane() + "/" + unroll.getNumber();
    }

    private static Said ask(String command, String... further) {
        List<String> arguments = new ArrayList<>(List.of(command, RUN, "--bootstrap-servers", broker.address()));
        arguments.addAll(List.of(further));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private static Path file() throws IOException {
        return Files.writeString(folder.resolve(RUN + ".yaml"), """
                run: %s
                seed: 11
                environment: {name: cart-pole}
                algorithm: {name: ppo, epochs: 2, minibatch: 32}
                policy: {hidden: [16]}
                lanes: {count: 2, environments: 4, unroll: 8}
                learner: {engine: kernel, steps: %d, checkpoint-every: 5, keep-versions: 200}
                topics: {partitions: 2}
                """.formatted(RUN, UPDATES * 2 * 4 * 8));
    }

    private static boolean endsWell(Process process) throws InterruptedException {
        return process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static Bus connect() {
        return new KafkaBus(
                new KafkaConnection(broker.address(), Duration.ofSeconds(30), Duration.ofMinutes(2), Map.of()));
    }
}
