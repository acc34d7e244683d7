package io.millrace.app.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.policy.network.Kernel;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.run.RunRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A lock-step run gives the same weights to the bit whatever carries its messages, however many actors
 * and processes there are, and whichever of them die; and nothing acknowledged is lost or counted twice.
 */
class LockStepPromiseTest {

    private static final int UPDATES = 40;
    private static final int LANES = 4;
    private static final int STEPS_PER_UPDATE = LANES * 4 * 16;
    private static final String CART_POLE = "cart-pole";
    private static final String PPO = "{name: ppo, epochs: 2, minibatch: 64}";
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static String expected;

    @BeforeAll
    static void runOnceInMemory() {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
        MemoryBus memory = new MemoryBus(64 << 20);
        expected = learnHere("reference", 1, () -> memory).weightsSha256();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void overKafkaTheWeightsAreTheSame() {
        assertThat(learnHere("over-kafka", 1, LockStepPromiseTest::connect).weightsSha256())
                .isEqualTo(expected);
    }

    @Test
    void withThreeActorsTheWeightsAreTheSame() {
        assertThat(learnHere("three-actors", 3, LockStepPromiseTest::connect).weightsSha256())
                .isEqualTo(expected);
    }

    @Test
    void onASharedTrunkTheWeightsOverKafkaAreThoseOfTheRunInMemory() {
        MemoryBus memory = new MemoryBus(64 << 20);
        String[] shared = {"policy.trunk=shared", "learner.steps=" + UPDATES / 4 * STEPS_PER_UPDATE};

        Summary inMemory = learn(file("shared-in-memory", shared), 1, () -> memory);
        Summary overKafka = learn(file("shared-over-kafka", shared), 1, LockStepPromiseTest::connect);

        assertThat(overKafka.weightsSha256()).isEqualTo(inMemory.weightsSha256());
    }

    @Test
    void withPartsBesideAContextTheWeightsOverKafkaAreThoseOfTheRunInMemory() {
        MemoryBus memory = new MemoryBus(64 << 20);
        String[] parts = {
            "policy={parts: 2, part-layers: [5], whole-layers: [8, 6], hidden: [16], value-layers: [16]}",
            "learner.steps=" + UPDATES / 4 * STEPS_PER_UPDATE
        };

        Summary inMemory = learn(file("parts-in-memory", parts), 1, () -> memory);
        Summary overKafka = learn(file("parts-over-kafka", parts), 2, LockStepPromiseTest::connect);

        assertThat(overKafka.weightsSha256()).isEqualTo(inMemory.weightsSha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2c", "reinforce"})
    void otherAlgorithmsTooLearnTheSameWeightsOverKafkaAsInMemory(String algorithm) throws IOException {
        MemoryBus memory = new MemoryBus(64 << 20);
        String settings = "{name: " + algorithm + ", learning-rate: 1e-2}";
        String shorter = "learner.steps=" + UPDATES / 4 * STEPS_PER_UPDATE;

        Summary inMemory = learn(read(write(algorithm + "-in-memory", settings), shorter), 1, () -> memory);
        Summary overKafka =
                learn(read(write(algorithm + "-over-kafka", settings), shorter), 2, LockStepPromiseTest::connect);

        assertThat(overKafka.weightsSha256()).isEqualTo(inMemory.weightsSha256());
    }

    @Test
    void aPolicyClonedFromARuleThatActsHasTheSameWeightsOverKafkaAsInMemory() throws IOException {
        MemoryBus memory = new MemoryBus(64 << 20);
        String cloning = "{name: cloning, minibatch: 64}";
        String[] settings = {"behaviour={rule: trivial, flip: 0.1}", "learner.steps=" + UPDATES / 4 * STEPS_PER_UPDATE};

        Summary inMemory = learn(read(write("cloning-in-memory", "migration", cloning), settings), 1, () -> memory);
        Summary overKafka = learn(
                read(write("cloning-over-kafka", "migration", cloning), settings), 3, LockStepPromiseTest::connect);

        assertThat(overKafka.weightsSha256()).isEqualTo(inMemory.weightsSha256());
    }

    @Test
    void withNormalisedObservationsAndRewardsThreeActorsGiveTheWeightsOfOne() {
        MemoryBus one = new MemoryBus(64 << 20);
        MemoryBus three = new MemoryBus(64 << 20);
        String[] normalised = {
            "policy.normalise-observations=true",
            "learner.normalise-rewards=true",
            "learner.steps=" + UPDATES / 4 * STEPS_PER_UPDATE
        };

        Summary ofOne = learn(file("normalised-one", normalised), 1, () -> one);
        Summary ofThree = learn(file("normalised-three", normalised), 3, () -> three);

        assertThat(ofThree.weightsSha256()).isEqualTo(ofOne.weightsSha256());
    }

    @Test
    void anotherSeedGivesOtherWeights() {
        MemoryBus memory = new MemoryBus(64 << 20);

        Summary other = learn(file("other-seed", "seed=12"), 1, () -> memory);

        assertThat(other.weightsSha256()).isNotEqualTo(expected);
    }

    @Test
    void inProcessesOfTheirOwnTheWeightsAreTheSame() throws Exception {
        try (Services services = services("apart")) {
            Process env = services.start("env", write("apart"));
            services.start("actor", "apart");
            Process learner = services.start("learner", "apart", "--data", folder.toString());

            assertThat(endsWell(learner)).as(services.logs()).isTrue();
            assertThat(endsWell(env)).as(services.logs()).isTrue();
        }
        assertRecordedAsPromised("apart");
    }

    @Test
    void whenActorsAreKilledAndReplacedTheWeightsAreTheSame() throws Exception {
        try (Services services = services("killed-actors");
                Bus bus = connect()) {
            services.start("env", write("killed-actors"));
            Process first = services.start("actor", "killed-actors");
            Process second = services.start("actor", "killed-actors");
            Process third = services.start("actor", "killed-actors");
            Process learner = services.start("learner", "killed-actors", "--data", folder.toString());
            RecordedRun recorded = recorded(bus, "killed-actors");

            recorded.awaitVersion(UPDATES / 4, DEADLINE);
            Services.kill(first);
            Progress afterFirst = recorded.awaitVersion(UPDATES / 2, DEADLINE);
            Services.kill(second);
            Services.kill(third);
            services.start("actor", "killed-actors");

            assertThat(afterFirst.getFinished()).as("killed in the middle").isFalse();
            assertThat(endsWell(learner)).as(services.logs()).isTrue();
        }
        assertRecordedAsPromised("killed-actors");
    }

    @Test
    void whenTheLearnerIsKilledAndStartedAgainTheWeightsAreTheSame() throws Exception {
        killLearnerInTheMiddle("killed-learner", PPO);

        assertRecordedAsPromised("killed-learner");
    }

    /** Steps along natural gradients, and back: every product with the matrix has to be the same. */
    @Nested
    class WithinATrustRegion {

        private static final String TRPO = "{name: trpo, value-epochs: 2, minibatch: 64, conjugate-iterations: 5}";

        private static String undisturbed;

        @BeforeAll
        static void runOnceInMemory() throws IOException {
            MemoryBus memory = new MemoryBus(64 << 20);
            undisturbed =
                    learn(read(write("trpo-in-memory", TRPO)), 1, () -> memory).weightsSha256();
        }

        @Test
        void overKafkaTheWeightsAreTheSame() throws IOException {
            Summary overKafka = learn(read(write("trpo-over-kafka", TRPO)), 3, LockStepPromiseTest::connect);

            assertThat(overKafka.weightsSha256()).isEqualTo(undisturbed);
        }

        @Test
        void whenTheLearnerIsKilledAndStartedAgainTheWeightsAreTheSame() throws Exception {
            killLearnerInTheMiddle("trpo-killed-learner", TRPO);

            assertRecordedAsPromised("trpo-killed-learner", undisturbed);
        }
    }

    /** Learning from a memory of 16 updates, which is not saved: what a killed learner remembered comes from the log. */
    @Nested
    class FromReplay {

        private static final String DOUBLE_DQN =
                "{name: double-dqn, batch: 32, samples-per-insert: 2, learning-starts: 512, target: {copy-every: 20},"
                        + " replay: {kind: prioritised, capacity: " + 16 * STEPS_PER_UPDATE + "}}";

        private static String undisturbed;

        @BeforeAll
        static void runOnceInMemory() throws IOException {
            MemoryBus memory = new MemoryBus(64 << 20);
            undisturbed = learn(read(write("replay-in-memory", DOUBLE_DQN)), 1, () -> memory)
                    .weightsSha256();
        }

        @Test
        void overKafkaTheWeightsAreTheSame() throws IOException {
            Summary overKafka = learn(read(write("replay-over-kafka", DOUBLE_DQN)), 1, LockStepPromiseTest::connect);

            assertThat(overKafka.weightsSha256()).isEqualTo(undisturbed);
        }

        @Test
        void whenTheLearnerIsKilledAndStartedAgainTheWeightsAreTheSame() throws Exception {
            killLearnerInTheMiddle("replay-killed-learner", DOUBLE_DQN);

            assertRecordedAsPromised("replay-killed-learner", undisturbed);
        }
    }

    /** Continuous actions, and critics that are in no weights: a killed learner has them from its checkpoint alone. */
    @Nested
    class OfContinuousActions {

        private static final String REPLAY =
                " batch: 32, samples-per-insert: 2, learning-starts: 512, replay: {capacity: " + 16 * STEPS_PER_UPDATE
                        + "}}";
        private static final String SAC = "{name: sac, policy-delay: 2," + REPLAY;
        private static final String DDPG = "{name: ddpg," + REPLAY;

        @ParameterizedTest
        @ValueSource(strings = {SAC, DDPG})
        void whenTheLearnerIsKilledAndStartedAgainTheWeightsAreTheSame(String algorithm) throws Exception {
            String name = algorithm.equals(SAC) ? "sac" : "ddpg";
            MemoryBus memory = new MemoryBus(64 << 20);
            String undisturbed = learn(read(write(name + "-in-memory", "pendulum", algorithm)), 1, () -> memory)
                    .weightsSha256();

            killLearnerInTheMiddle(name + "-killed-learner", "pendulum", algorithm);

            assertRecordedAsPromised(name + "-killed-learner", undisturbed);
        }
    }

    /** All services in one process that was started without the module: several networks, all on loops. */
    @Nested
    class InAProcessWithoutTheVectorApi {

        private static String logs;

        @BeforeAll
        static void runInAProcessOfItsOwn() throws Exception {
            try (Services services = services("loops")) {
                Process local = services.start("local", write("loops"), "--data", folder.toString(), "--actors", "2");
                assertThat(endsWell(local)).as(services.logs()).isTrue();
                logs = services.logs();
            }
        }

        @Test
        void itIsSaidOnce() {
            assertThat(logs.lines().filter(line -> line.contains("without the Vector API")))
                    .as(logs)
                    .hasSize(1);
        }

        @Test
        void theWeightsAreThoseOfAProcessWithIt() {
            assertThat(Kernel.fastest().vectorized()).as("this process has it").isTrue();
            assertThat(new RunFolder(folder, "loops").weights().orElseThrow().sha256())
                    .isEqualTo(expected);
        }
    }

    private static void killLearnerInTheMiddle(String name, String algorithm) throws Exception {
        killLearnerInTheMiddle(name, CART_POLE, algorithm);
    }

    private static void killLearnerInTheMiddle(String name, String environment, String algorithm) throws Exception {
        try (Services services = services(name);
                Bus bus = connect()) {
            services.start("env", write(name, environment, algorithm));
            services.start("actor", name);
            Process killed = services.start("learner", name, "--data", folder.toString());
            // In between two checkpoints, so that something has to be made again from the ledger.
            Progress before = recorded(bus, name).awaitVersion(UPDATES / 2 + 3, DEADLINE);
            Services.kill(killed);

            Process again = services.start("learner", name, "--data", folder.toString());

            assertThat(before.getFinished()).as("killed in the middle").isFalse();
            assertThat(endsWell(again)).as(services.logs()).isTrue();
        }
    }

    private static void assertRecordedAsPromised(String name) {
        assertRecordedAsPromised(name, expected);
    }

    private static void assertRecordedAsPromised(String name, String weights) {
        try (Bus bus = connect()) {
            RecordedRun recorded = recorded(bus, name);
            List<Update> ledger = recorded.ledger().stream().map(Event::value).toList();
            assertThat(ledger).extracting(Update::getVersion).containsExactlyElementsOf(versions());
            assertThat(ledger.get(UPDATES - 1).getWeightsSha256()).isEqualTo(weights);
            assertEveryUnrollOnceAndOnTheLedger(recorded.unrolls(), ledger);
            assertThat(recorded.quarantined()).isZero();
        }
    }

    private static void assertEveryUnrollOnceAndOnTheLedger(List<Event<Unroll>> unrolls, List<Update> ledger) {
        List<String> onTopic = unrolls.stream()
                .map(event -> event.value().getLane() + "/" + event.value().getNumber() + " at " + event.partition()
                        + "@" + event.offset())
                .toList();
        List<String> onLedger = new ArrayList<>();
        for (Update update : ledger) {
            for (ConsumedUnroll consumed : update.getConsumed()) {
                onLedger.add(consumed.getLane() + "/" + consumed.getNumber() + " at " + consumed.getPartition() + "@"
                        + consumed.getOffset());
            }
        }
        Set<String> places = new HashSet<>();
        unrolls.forEach(event ->
                places.add(event.value().getLane() + "/" + event.value().getNumber()));
        assertThat(places).as("each (lane, number) once").hasSameSizeAs(unrolls);
        assertThat(onLedger).containsExactlyInAnyOrderElementsOf(onTopic);
        assertThat(onLedger).hasSize(UPDATES * LANES);
    }

    private static Summary learnHere(String name, int actors, Supplier<Bus> buses) {
        return learn(file(name), actors, buses);
    }

    private static Summary learn(RunFile file, int actors, Supplier<Bus> buses) {
        RunFolder kept = new RunFolder(folder, file.shared().run());
        kept.claim(file.settings());
        return new LocalRun(file, kept, actors, buses, MetricsSettings.loopback(0))
                .learn(
                        new ProgressLine(new PrintWriter(Writer.nullWriter()), Long.MAX_VALUE, false),
                        System.nanoTime(),
                        "test")
                .orElseThrow();
    }

    private static RecordedRun recorded(Bus bus, String name) {
        Run run = new RunRegistry(bus).await(name, DEADLINE);
        return new RecordedRun(bus, run);
    }

    private static Services services(String name) throws IOException {
        return new Services(Files.createDirectories(folder.resolve(name)), broker.address());
    }

    private static Bus connect() {
        return new KafkaBus(
                new KafkaConnection(broker.address(), Duration.ofSeconds(30), Duration.ofMinutes(2), Map.of()));
    }

    private static boolean endsWell(Process process) throws InterruptedException {
        return process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static List<Long> versions() {
        return IntStream.rangeClosed(1, UPDATES).mapToObj(Long::valueOf).toList();
    }

    private static RunFile file(String name, String... settings) {
        try {
            return read(write(name), settings);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static RunFile read(String file, String... settings) {
        return RunFile.read(Path.of(file), Map.of(), List.of(settings));
    }

    private static String write(String name) throws IOException {
        return write(name, PPO);
    }

    private static String write(String name, String algorithm) throws IOException {
        return write(name, CART_POLE, algorithm);
    }

    private static String write(String name, String environment, String algorithm) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "run: " + name,
                        "seed: 11",
                        "environment: {name: " + environment + "}",
                        "algorithm: " + algorithm,
                        "policy: {hidden: [16, 16]}",
                        "lanes: {count: " + LANES + ", environments: 4, unroll: 16}",
                        "env: {ask-again: 300ms}",
                        "learner: {engine: kernel, steps: " + UPDATES * STEPS_PER_UPDATE + ", checkpoint-every: 10}",
                        "topics: {partitions: 3}",
                        ""));
        return file.toString();
    }
}
