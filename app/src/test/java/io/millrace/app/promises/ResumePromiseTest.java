package io.millrace.app.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.actor.ActorService;
import io.millrace.app.run.RunFile;
import io.millrace.env.EnvService;
import io.millrace.learner.LearnerService;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a run learns with, in lock-step: a learner that is killed between two checkpoints and started again comes to
 * the weights of one that was not, update by update.
 */
class ResumePromiseTest {

    private static final int UPDATES = 11;
    private static final int LANES = 2;
    private static final long BYTES = 32 << 20;
    private static final int CHECKPOINT_EVERY = 4;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** In the middle of the second stretch between checkpoints. */
    private static final int KILLED_AT = 6;

    private static final String IDENTITY = "environment: {name: identity, length: 4}";
    private static final String RECORDED = "recorded";
    private static final String PENDULUM = "environment: {name: pendulum}";
    private static final String VALUES =
            ", batch: 16, learning-starts: 32, samples-per-insert: 2, replay: {capacity: 96}";

    /** What each algorithm learns from, and with. */
    private static final Map<String, List<String>> CASES = Map.ofEntries(
            Map.entry("a2c", List.of(IDENTITY, "algorithm: {name: a2c}")),
            Map.entry("appo", List.of(IDENTITY, "algorithm: {name: appo, epochs: 2, minibatch: 16}")),
            Map.entry(
                    "bandit",
                    List.of("environment: {name: pricing}", "rule: {name: thompson}", "algorithm: {name: bandit}")),
            Map.entry(
                    "cloning",
                    List.of(
                            "environment: {name: migration, steps: 8}",
                            "behaviour: {rule: lookahead, flip: 0.1}",
                            "algorithm: {name: cloning, minibatch: 16}")),
            Map.entry("cql", List.of(IDENTITY, "algorithm: {name: cql, target: {copy-every: 5}" + VALUES + "}")),
            Map.entry("ddpg", List.of(PENDULUM, "algorithm: {name: ddpg" + VALUES + "}")),
            Map.entry(
                    "double-dqn",
                    List.of(IDENTITY, "algorithm: {name: double-dqn, target: {copy-every: 5}" + VALUES + "}")),
            Map.entry("dqn", List.of(IDENTITY, "algorithm: {name: dqn, target: {copy-every: 5}" + VALUES + "}")),
            Map.entry("impala", List.of(IDENTITY, "algorithm: {name: impala, minibatch: 16}")),
            Map.entry(
                    "iql",
                    List.of(
                            "environment: {name: migration, steps: 8}",
                            "behaviour: {rule: lookahead, flip: 0.1}",
                            "algorithm: {name: iql" + VALUES + "}")),
            Map.entry("none", List.of(IDENTITY, "algorithm: {name: none}")),
            Map.entry("ppo", List.of(IDENTITY, "algorithm: {name: ppo, epochs: 2, minibatch: 16}")),
            Map.entry("reinforce", List.of(IDENTITY, "algorithm: {name: reinforce}")),
            Map.entry("sac", List.of(PENDULUM, "algorithm: {name: sac" + VALUES + "}")),
            Map.entry("sarsa", List.of(IDENTITY, "algorithm: {name: sarsa, batch: 16, target: {copy-every: 5}}")),
            Map.entry("trpo", List.of(IDENTITY, "algorithm: {name: trpo}")));

    @TempDir
    private Path folder;

    static List<String> algorithms() {
        return Algorithms.names();
    }

    @Timeout(60)
    @ParameterizedTest
    @MethodSource("algorithms")
    void aLearnerThatIsKilledBetweenCheckpointsGoesOnAsIfItWereNot(String algorithm) throws Exception {
        assertThat(CASES).as("say what " + algorithm + " learns from, and with").containsKey(algorithm);
        RunFile file = file(algorithm);

        MemoryBus alone = new MemoryBus(BYTES);
        MemoryBus disturbed = new MemoryBus(BYTES);
        Path kept = folder.resolve("killed");

        if (!file.sources().isEmpty()) {
            record(alone);
            record(disturbed);
        }
        try (Surroundings others = Surroundings.of(file, alone)) {
            assertThat(learn(others, alone, folder.resolve("undisturbed"))).isEmpty();
        }
        try (Surroundings others = Surroundings.of(file, disturbed)) {
            assertThat(learn(others, new MortalBus(disturbed, KILLED_AT), kept))
                    .containsInstanceOf(MortalBus.KilledException.class);
            assertThat(new CheckpointFile(kept).load().orElseThrow().getVersion())
                    .as("updates are to be made again")
                    .isEqualTo(CHECKPOINT_EVERY);
            assertThat(learn(others, disturbed, kept)).isEmpty();
        }

        List<String> undisturbed = hashes(alone, file);
        List<String> resumed = hashes(disturbed, file);
        assertThat(undisturbed).hasSize(UPDATES);
        if (!algorithm.equals(Algorithms.NONE)) {
            assertThat(undisturbed.get(UPDATES - 1))
                    .as("it learns to the end")
                    .isNotIn(undisturbed.subList(0, KILLED_AT));
        }
        assertThat(resumed).isEqualTo(undisturbed);
    }

    /** An env-service and an actor at work, which outlive a learner; or the record of a run that is over. */
    private record Surroundings(Run run, WorkerGroup group) implements AutoCloseable {

        static Surroundings of(RunFile file, Bus bus) {
            RunRegistry registry = new RunRegistry(bus);
            Run run = registry.register(file.toRun(Instant.EPOCH), given -> file.withSources(bus, given));
            List<Worker> workers = file.sources().isEmpty()
                    ? List.of(
                            ActorService.worker(context("actor", bus, run), "actor"),
                            EnvService.worker(context("env", bus, run)))
                    : List.of();
            return new Surroundings(run, WorkerGroup.start(workers, health()));
        }

        @Override
        public void close() {
            assertThat(group.stop(DEADLINE)).isEmpty();
        }
    }

    /** What a run did that learned nothing, for one that learns from it. */
    private void record(MemoryBus bus) throws Exception {
        RunFile recording = file(RECORDED, List.of(IDENTITY, "algorithm: {name: none}"), 8);
        try (Surroundings others = Surroundings.of(recording, bus)) {
            assertThat(learn(others, bus, Files.createTempDirectory(folder, "recording"))).isEmpty();
        }
    }

    /** Lets a learner work until it ends; gives what it failed of. */
    private static Optional<Throwable> learn(Surroundings others, Bus bus, Path folder) throws InterruptedException {
        WorkerGroup learner =
                WorkerGroup.start(LearnerService.workers(context("learner", bus, others.run()), folder), health());
        learner.awaitFirstEnd();
        return learner.stop(DEADLINE);
    }

    private static Health health() {
        return new Health(DEADLINE, System::nanoTime);
    }

    private static ServiceContext context(String service, Bus bus, Run run) {
        return ServiceContext.of(service, bus, run, new SimpleMeterRegistry(), InstantSource.system());
    }

    private static List<String> hashes(Bus bus, RunFile file) {
        Run run = new RunRegistry(bus).await(file.shared().run(), DEADLINE);
        return new RecordedRun(bus, run)
                .ledger().stream()
                        .map(Event::value)
                        .map(Update::getWeightsSha256)
                        .toList();
    }

    private RunFile file(String algorithm) throws IOException {
        List<String> lines = new ArrayList<>(CASES.getOrDefault(algorithm, List.of()));
        if (algorithm.equals(Algorithms.BANDIT)) {
            return file("resumed", lines, 1);
        }
        lines.add("policy: {hidden: [8]}");
        return file("resumed", lines, 8);
    }

    private RunFile file(String run, List<String> given, int ticks) throws IOException {
        boolean fromRecord = given.stream().anyMatch(line -> line.contains("name: cql"));
        List<String> lines = new ArrayList<>(given);
        lines.add("run: " + run);
        lines.add("lanes: {count: " + LANES + ", environments: 4, unroll: " + ticks + "}");
        lines.add("env: {ask-again: 5s}");
        // Where versions are kept, a checkpoint is written whenever it is due, from a record too.
        lines.add("learner: {engine: kernel, checkpoint-every: " + CHECKPOINT_EVERY + ", steps: "
                + UPDATES * LANES * 4 * ticks
                + (fromRecord ? ", keep-versions: 4, source: " + RECORDED : "") + "}");
        Path yaml = Files.write(folder.resolve(run + ".yaml"), lines);
        return RunFile.read(yaml, Map.of(), List.of());
    }
}
