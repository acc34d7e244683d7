package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.app.monitoring.Shipped.Query;
import io.millrace.learner.LearnerWorker;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real runs watched by a real Prometheus and Alertmanager: each alert fires when its fault is done to a run and resolves
 * after it is undone, and whatever a chart asks for is there. Needs Linux and Debian's packages prometheus and
 * prometheus-alertmanager. In order, because charts show what was done before.
 */
@Tag("observability")
@Timeout(90)
@TestMethodOrder(OrderAnnotation.class)
class ObservabilityTest {

    private static final Map<String, String> OF_RUN = Map.of("run", WatchedRun.RUN);
    private static final long PATIENCE_SECONDS = 45;
    private static final long BALLAST_BYTES = 1L << 30;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Rejections NONE_EXPECTED = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError(topic + "@" + offset + " was rejected: " + reason);
    };

    /** Runs of the systems, each with figures of its own. */
    private static final Map<String, String> SYSTEMS = Map.of("allocation", """
            environment: {name: allocation, steps: 16}
            algorithm: {name: ppo, minibatch: 64, epochs: 1}
            lanes: {count: 2, environments: 4, unroll: 16}
            learner: {steps: 1000000000, engine: kernel}
            """, "pricing", """
            environment: {name: pricing}
            rule: {name: greedy}
            algorithm: {name: bandit}
            lanes: {count: 2, environments: 10, unroll: 1}
            max-policy-lag: 0
            learner: {steps: 1000000000}
            """, "migration", """
            environment: {name: migration}
            algorithm: {name: ppo, minibatch: 64, epochs: 1}
            lanes: {count: 2, environments: 2, unroll: 16}
            learner: {steps: 1000000000, engine: kernel}
            """);

    @TempDir
    private static Path folder;

    private static final Set<String> resolved = new TreeSet<>();
    private static long began;
    private static WatchedRun run;
    private static Watchers watchers;
    private static Path ballast;

    @BeforeAll
    static void startEverything() throws Exception {
        began = System.nanoTime();
        ballast = folder.resolve("ballast");
        FileStore disk = Files.getFileStore(folder);
        // Between what is free now and what will be free beside the ballast.
        double nearlyFull = (disk.getUsableSpace() - BALLAST_BYTES / 2.0) / disk.getTotalSpace();
        watchers = Watchers.start(Files.createDirectory(folder.resolve("watchers")), nearlyFull);
        run = WatchedRun.start(Files.createDirectory(folder.resolve("services")));
        for (Map.Entry<String, String> target : run.targets().entrySet()) {
            watchers.scrape(target.getKey(), target.getValue());
        }
    }

    @AfterAll
    static void stopEverything() throws Exception {
        run.close();
        watchers.close();
    }

    @Test
    @Order(1)
    void aRunAtWorkRaisesNoAlert() throws Exception {
        awaitNumbers("count_over_time(run:millrace_episode_return:mean{run=\"watched\"}[20s]) > 10");

        assertThat(watchers.firing()).isEmpty();
    }

    @Test
    @Order(2)
    void aRecordThatIsNoMessageRaisesQuarantineUntilItIsForgotten() throws Exception {
        run.poison();

        fires("MillraceQuarantine", OF_RUN);
        resolves("MillraceQuarantine", OF_RUN);
    }

    @Test
    @Order(3)
    void aDiskThatFillsUpIsToldOfUntilItHasRoom() throws Exception {
        Map<String, String> learner = Map.of("instance", run.instance("learner"));
        allocate(ballast);

        fires("MillraceDiskSpace", learner);
        Files.delete(ballast);
        resolves("MillraceDiskSpace", learner);
    }

    @Test
    @Order(4)
    void anActorThatGetsNoNewWeightsIsToldOfUntilItDoes() throws Exception {
        Map<String, String> actor = Map.of("instance", run.instance("second actor"));
        run.proxy().freezeFetches();

        fires("MillraceActorOldWeights", actor);
        run.proxy().thaw();
        resolves("MillraceActorOldWeights", actor);
    }

    /** Updates far apart, so that stopping an actor for two of them takes much longer than stopping it. */
    @Test
    @Order(4)
    void unrollsOfAnActorThatIsTooSlowAreToldOfUntilItKeepsUp() throws Exception {
        Map<String, String> late = Map.of("run", "late");
        run.startFurther("late", """
                environment: {name: cart-pole}
                algorithm: {name: impala}
                lanes: {count: 4, environments: 8, unroll: 128}
                max-policy-lag: 1
                topics: {partitions: 4}
                learner: {steps: 1000000000, engine: kernel}
                """);
        run.start("late second actor");
        watchers.scrape(run.instance("late env"), "env");
        watchers.scrape(run.instance("late learner"), "learner");
        run.slowUntil("late", () -> watchers.isFiring("MillracePolicyLag", late));

        fires("MillracePolicyLag", late);
        run.kill("late second actor");
        resolves("MillracePolicyLag", late);
        run.stopFurther("late");
        watchers.leave(run.instance("late env"));
        watchers.leave(run.instance("late learner"));
    }

    @Test
    @Order(5)
    void aBrokerThatOneActorDoesNotReachIsToldOfUntilItAnswers() throws Exception {
        Map<String, String> actor = Map.of("instance", run.instance("second actor"));
        run.proxy().freeze();

        fires("MillraceBrokerAway", actor);
        run.proxy().thaw();
        resolves("MillraceBrokerAway", actor);
    }

    @Test
    @Order(6)
    void aLearnerThatStandsStillIsToldOfWithWhatComesOfIt() throws Exception {
        List<String> alerts = List.of("MillraceNoProgress", "MillraceActorsStarved", "MillraceConsumerLag");
        Map<String, String> learner = Map.of("instance", run.instance("learner"));
        run.signal("learner", "STOP");

        for (String alert : alerts) {
            fires(alert, OF_RUN);
        }
        fires("MillraceTargetDown", learner);
        run.signal("learner", "CONT");
        for (String alert : alerts) {
            resolves(alert, OF_RUN);
        }
        resolves("MillraceTargetDown", learner);
    }

    @Test
    @Order(7)
    void aRunWithoutActorsIsToldOfUntilThereAreSome() throws Exception {
        List<String> alerts = List.of("MillraceEnvWaitsForActors", "MillraceLearnerStarved");
        Map<String, String> actor = Map.of("instance", run.instance("actor"));
        run.kill("actor");
        run.kill("second actor");

        for (String alert : alerts) {
            fires(alert, OF_RUN);
        }
        fires("MillraceTargetDown", actor);
        run.start("actor");
        run.start("second actor");
        for (String alert : alerts) {
            resolves(alert, OF_RUN);
        }
        resolves("MillraceTargetDown", actor);
    }

    /** Numbers that are soon beyond all numbers; the learner gives up. */
    @Test
    @Order(8)
    void numbersThatAreNotFiniteAreToldOfUntilTheRunIsTakenUpAnew() throws Exception {
        Map<String, String> infinite = Map.of("run", "infinite");
        run.startFurther("infinite", """
                environment: {name: cart-pole}
                algorithm: {name: ppo, learning-rate: 1e30, epochs: 2, minibatch: 32, gradient-norm: 1e30, anneal: false}
                lanes: {count: 1, environments: 4, unroll: 16}
                topics: {partitions: 1}
                learner: {steps: 1000000000, engine: kernel}
                """);

        fires("MillraceNotFinite", infinite);
        fires("MillraceRunFailed", infinite);
        run.awaitEnd("infinite learner");
        run.kill("infinite env");
        run.kill("infinite actor");
        run.forget("infinite");
        run.start("infinite learner");
        resolves("MillraceNotFinite", infinite);
        resolves("MillraceRunFailed", infinite);
        run.kill("infinite learner");
    }

    /**
     * The first update comes late, so that windows before it show what the policy was worth; its learning rate ruins
     * the policy. The guard only says what it would do.
     */
    @Test
    @Order(9)
    void aRunThatIsRuinedIsToldOfUntilItIsPaused() throws Exception {
        Map<String, String> ruined = Map.of("run", "ruined");
        run.startFurther("ruined", """
                environment: {name: cart-pole}
                algorithm: {name: ppo, learning-rate: 3, epochs: 4, minibatch: 512, anneal: false}
                lanes: {count: 2, environments: 8, unroll: 512}
                learner: {steps: 1000000000, engine: kernel}
                guard: {mode: dry-run, window-episodes: 1, warm-up-windows: 0, return-windows: 2}
                """);

        fires("MillraceReturnFalling", ruined);
        fires("MillraceEntropyCollapse", ruined);
        fires("MillraceGuardActed", ruined);
        command("ruined", CommandKind.PAUSE);
        resolves("MillraceReturnFalling", ruined);
        resolves("MillraceEntropyCollapse", ruined);
        resolves("MillraceGuardActed", ruined);
        run.stopFurther("ruined");
    }

    /** A checkpoint that never comes, and a log of which the oldest is taken away. */
    @Test
    @Order(9)
    void aLogThatIsCutToWhatTheLearnerNeedsIsToldOfUntilTheLearnerHasACheckpoint() throws Exception {
        Map<String, String> cut = Map.of("run", "cut");
        run.startFurther("cut", """
                environment: {name: cart-pole}
                algorithm: {name: impala, learning-rate: 1e-3, minibatch: 32}
                lanes: {count: 1, environments: 4, unroll: 16}
                max-policy-lag: 8
                topics: {partitions: 1}
                learner: {steps: 1000000000, engine: kernel, checkpoint-every: 1000000}
                """);
        watchers.scrape(run.instance("cut learner"), "learner");
        awaitNumbers("millrace_learner_updates_total{run=\"cut\"} > 10");
        run.cut("cut", 5);

        fires("MillraceLogTooShort", cut);
        // What is done in the place of learning is followed by a checkpoint.
        command("cut", CommandKind.PAUSE);
        resolves("MillraceLogTooShort", cut);
        run.stopFurther("cut");
        watchers.leave(run.instance("cut learner"));
    }

    @Test
    @Order(10)
    void whatIsAskedOfARunIsCounted() throws Exception {
        command(WatchedRun.RUN, CommandKind.ROLLBACK);
        awaitNumbers("millrace_learner_learning_rate_factor{run=\"watched\"} < 1");
        command(WatchedRun.RUN, CommandKind.RESUME);
        awaitNumbers("millrace_annotations_total{run=\"watched\", kind=\"refused\"}");
    }

    @Test
    @Order(11)
    void theFiguresOfTheSystemsAreShown() throws Exception {
        Map<RunInMemory, String> runs = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, String> system : SYSTEMS.entrySet()) {
                int port = Watchers.freePort();
                runs.put(RunInMemory.start(folder, system.getKey(), system.getValue(), port), "127.0.0.1:" + port);
                watchers.scrape("127.0.0.1:" + port, "local");
            }
            for (String name : SYSTEMS.keySet()) {
                awaitNumbers("millrace_run_figure{run=\"" + name + "\"}");
            }
        } finally {
            for (Map.Entry<RunInMemory, String> system : runs.entrySet()) {
                watchers.leave(system.getValue());
                system.getKey().close();
            }
        }
    }

    @Test
    @Order(12)
    void everyChartAndEveryMarkShowsSomethingOfTheseRuns() throws Exception {
        List<String> empty = new ArrayList<>();
        for (Path dashboard : Shipped.dashboards()) {
            for (Query query : Shipped.asked(dashboard)) {
                if (!watchers.gives(query.filledIn("5s").expression(), sinceBegin())) {
                    empty.add(query.where() + ": " + query.expression());
                }
            }
        }

        assertThat(empty).isEmpty();
    }

    @Test
    @Order(12)
    void everyMetricThatIsNamedWasShown() throws Exception {
        Set<String> named = new TreeSet<>();
        for (Path dashboard : Shipped.dashboards()) {
            Shipped.asked(dashboard).forEach(query -> named.addAll(query.names()));
            named.addAll(Shipped.offered(dashboard));
        }
        Shipped.rules().forEach(rule -> named.addAll(Shipped.query(rule).names()));
        List<String> missing = new ArrayList<>();
        for (String name : named) {
            if (watchers.ask(name, sinceBegin()).isEmpty()) {
                missing.add(name);
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    @Order(13)
    void everyAlertHasFiredAndResolved() {
        Set<String> alerts = new TreeSet<>();
        for (JsonNode alert : Shipped.alerts()) {
            alerts.add(alert.get("alert").asText());
        }

        assertThat(resolved).containsExactlyInAnyOrderElementsOf(alerts);
    }

    private static void fires(String alert, Map<String, String> labels) throws InterruptedException, IOException {
        await(alert, labels, true);
    }

    private static void resolves(String alert, Map<String, String> labels) throws InterruptedException, IOException {
        await(alert, labels, false);
        resolved.add(alert);
    }

    private static void await(String alert, Map<String, String> labels, boolean fires)
            throws InterruptedException, IOException {
        try {
            watchers.await(alert, labels, fires, deadline());
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + System.lineSeparator() + run.logs(), late);
        }
    }

    /** Waits until a query gives a number now. */
    private static void awaitNumbers(String expression) throws InterruptedException, IOException {
        long deadline = deadline();
        while (!watchers.gives(expression, 1)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Prometheus has nothing for " + expression + "; firing: " + watchers.firing()
                        + System.lineSeparator() + run.logs());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    private static long sinceBegin() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    private static void command(String name, CommandKind kind) {
        Bus bus = run.bus();
        Topics topics = new Topics(name, 1);
        EventSink<Command> commands = bus.sink(topics.commands(), Delivery.PROMPT);
        commands.send(
                0,
                LearnerWorker.POLICY,
                Command.newBuilder()
                        .setPolicy(LearnerWorker.POLICY)
                        .setKind(kind)
                        .setBy("operator")
                        .setReason("the test of what is observed")
                        .setKnownVersion(newestVersion(bus, topics))
                        .setToVersion(null)
                        .setIssuedAt(Instant.now())
                        .build());
        commands.flush();
    }

    /** The version that progress tells of; 0 while it tells of none. */
    private static long newestVersion(Bus bus, Topics topics) {
        long version = 0;
        long end = bus.ends(topics.progress()).get(0);
        try (EventSource<Progress> source = bus.reader(topics.progress(), Start.BEGINNING, NONE_EXPECTED)) {
            while (source.position(0) < end) {
                for (Event<Progress> report : source.poll(POLL)) {
                    version = report.value().getVersion();
                }
            }
        }
        return version;
    }

    /** Writes as many bytes as the disk is to lose: a file with a hole would take no room. */
    private static void allocate(Path file) throws IOException, InterruptedException {
        int code = new ProcessBuilder("fallocate", "-l", String.valueOf(BALLAST_BYTES), file.toString())
                .start()
                .waitFor();
        assertThat(code).as("fallocate").isZero();
    }
}
