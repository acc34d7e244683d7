package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.CommandKind;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.guard.RuleName;
import io.millrace.monitoring.guard.RunGuard;
import io.millrace.monitoring.guard.Told;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard of runs on a bus: what it reads there, and what stands there afterwards. */
class GuardWorkerTest {

    private static final Topics TOPICS = new Topics("wheat", 1);
    private static final Instant NOW = Told.at(60);

    private final Bus bus = new MemoryBus(16 << 20);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<GuardWorker> guards = new ArrayList<>();
    private long version;
    private int window;

    @AfterEach
    void close() {
        guards.forEach(GuardWorker::close);
    }

    private void register(String mode) {
        new RunRegistry(bus)
                .register(run(
                        "wheat",
                        "{\"guard\": {\"mode\": \"" + mode + "\", \"warm-up-windows\": 0, \"return-windows\": 2}}"));
    }

    private static Run run(String name, String settings) {
        return Run.newBuilder()
                .setRun(name)
                .setSettingsHash("0")
                .setSettings(settings)
                .setSeed(1)
                .setLanes(1)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(1)
                .setEnvironment("identity")
                .setEnvironmentVersion("1")
                .setObservationSize(1)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, 2, List.of(), List.of()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(), "linear", "none", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(NOW)
                .build();
    }

    private GuardWorker guard() {
        return guard(meters);
    }

    private GuardWorker guard(MeterRegistry meters) {
        GuardWorker guard = GuardWorker.ofAll("guard-" + guards.size(), bus, meters, () -> NOW);
        guards.add(guard);
        return guard;
    }

    /** Rounds until nothing comes any more. */
    private static void catchUp(GuardWorker guard) {
        int quiet = 0;
        while (quiet < 2) {
            quiet = guard.runOnce() == 0 ? quiet + 1 : 0;
        }
    }

    private void play(double... means) {
        for (double mean : means) {
            for (int i = 0; i < Told.UPDATES; i++) {
                send(TOPICS.updates(), Told.update(++version));
            }
            send(TOPICS.statistics(), Told.window(window++, version, 100, mean));
        }
        // Two more windows show that these are over.
        send(TOPICS.statistics(), Told.window(window++, version, 0, 0));
        send(TOPICS.statistics(), Told.window(window++, version, 0, 0));
    }

    private void riseAndFall() {
        play(0, 50, 100, 20, 10);
    }

    private <V extends SpecificRecordBase> void send(Topic<V> topic, V value) {
        bus.sink(topic, Delivery.PROMPT).send(0, "", value);
    }

    private <V extends SpecificRecordBase> List<V> sent(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, (t, p, o, k, v, reason) -> {})) {
            List<Event<V>> events = source.poll(Duration.ZERO);
            events.forEach(event -> values.add(event.value()));
        }
        return values;
    }

    private static List<String> rules(GuardWorker guard) {
        return guard.findings().stream().map(Finding::rule).toList();
    }

    @Test
    void aRunWhoseTopicsAreNotItsOwnKeepsNobodyFromBeingGuarded() {
        Topics foreign = new Topics("barley", 2);
        bus.create(foreign.all());
        RunRegistry registry = new RunRegistry(bus);
        bus.sink(Topics.RUNS, Delivery.PROMPT).send(0, "barley", run("barley", "{}"));
        register("act");
        riseAndFall();

        catchUp(guard());

        assertThat(sent(TOPICS.commands())).hasSize(1);
        assertThat(registry.all()).hasSize(2);
    }

    @Test
    void aRecordThatCannotBeReadIsPassedOverAndLeftToWhoComputesTheStatistics() {
        register("act");
        riseAndFall();
        Topic<Progress> foreign = new Topic<>(
                TOPICS.updates().name(),
                TOPICS.progress().codec(),
                1,
                TOPICS.updates().keep());
        send(foreign, new Progress("learner", 1L, 1L, List.of(0L), false, null, false, NOW));

        catchUp(guard());

        assertThat(sent(TOPICS.commands())).hasSize(1);
        assertThat(sent(TOPICS.quarantine())).isEmpty();
    }

    @Test
    void aFallMakesItAskForARollback() {
        register("act");
        riseAndFall();

        catchUp(guard());

        assertThat(sent(TOPICS.commands())).singleElement().satisfies(command -> {
            assertThat(command.getKind()).isEqualTo(CommandKind.ROLLBACK);
            assertThat(command.getBy()).isEqualTo(RunGuard.NAME);
            assertThat(command.getPolicy()).isEqualTo("main");
            assertThat(command.getReason()).contains("10.00", "100.0");
            assertThat(command.getKnownVersion()).isEqualTo(50);
            assertThat(command.getToVersion()).isEqualTo(20);
            assertThat(command.getIssuedAt()).isEqualTo(NOW);
        });
        assertThat(sent(TOPICS.annotations())).isEmpty();
    }

    @Test
    void aFallWhileItLooksOnIsSeenAsWell() {
        register("act");
        GuardWorker guard = guard();
        play(0, 50, 100);
        catchUp(guard);
        play(20, 10);
        catchUp(guard);

        assertThat(sent(TOPICS.commands())).hasSize(1);
    }

    @Test
    void whatIsFoundIsThereForOthersToShow() {
        register("act");
        riseAndFall();
        GuardWorker guard = guard();

        catchUp(guard);

        assertThat(guard.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.run()).isEqualTo("wheat");
            assertThat(finding.rule()).isEqualTo(RuleName.RETURN_FALL);
        });
    }

    @Test
    void aGuardThatIsStartedAgainAsksForNothingTwice() {
        register("act");
        riseAndFall();
        catchUp(guard());

        catchUp(guard(new SimpleMeterRegistry()));

        assertThat(sent(TOPICS.commands())).hasSize(1);
    }

    @Test
    void aGuardThatIsStartedAfterTheRollbackAsksForNothing() {
        register("act");
        riseAndFall();
        send(TOPICS.updates(), Told.rollback(++version, 20, RunGuard.NAME));
        GuardWorker guard = guard();

        catchUp(guard);

        assertThat(sent(TOPICS.commands())).isEmpty();
        assertThat(guard.findings()).isEmpty();
    }

    @Test
    void ofTwoGuardsThatTakeTurnsOneAsks() {
        register("act");
        GuardWorker one = guard();
        GuardWorker other = guard(new SimpleMeterRegistry());
        riseAndFall();

        for (int i = 0; i < 10; i++) {
            one.runOnce();
            other.runOnce();
        }

        assertThat(sent(TOPICS.commands())).hasSize(1);
    }

    @Test
    void inADryRunItSaysWhatItWouldDoAndAsksForNothing() {
        register("dry-run");
        riseAndFall();

        catchUp(guard());

        assertThat(sent(TOPICS.commands())).isEmpty();
        assertThat(sent(TOPICS.annotations())).singleElement().satisfies(annotation -> {
            assertThat(annotation.getKind()).isEqualTo(AnnotationKind.DRY_RUN);
            assertThat(annotation.getService()).isEqualTo(RunGuard.NAME);
            assertThat(annotation.getInstance()).isEqualTo("guard-0");
            assertThat(annotation.getVersion()).isEqualTo(50);
            assertThat(annotation.getText()).startsWith("Would go back to version 20: The mean return");
            assertThat(annotation.getDetails()).containsEntry("rule", RuleName.RETURN_FALL);
        });
    }

    @Test
    void aDryRunThatIsStartedAgainSaysNothingTwice() {
        register("dry-run");
        riseAndFall();
        catchUp(guard());

        catchUp(guard(new SimpleMeterRegistry()));

        assertThat(sent(TOPICS.annotations())).hasSize(1);
    }

    @Test
    void whereItIsOffItFindsAndSaysNothing() {
        register("off");
        riseAndFall();
        GuardWorker guard = guard();

        catchUp(guard);

        assertThat(rules(guard)).containsExactly(RuleName.RETURN_FALL);
        assertThat(sent(TOPICS.commands())).isEmpty();
        assertThat(sent(TOPICS.annotations())).isEmpty();
    }

    @Test
    void aRunThatSaysNothingOfAGuardIsLookedAtWithTheDefaults() {
        new RunRegistry(bus).register(run("wheat", "{}"));
        send(TOPICS.progress(), failure());
        GuardWorker guard = guard();

        catchUp(guard);

        assertThat(rules(guard)).containsExactly(RuleName.FAILED);
    }

    @Test
    void aRunOfOtherSettingsIsLookedAtWithTheDefaultsAndNothingIsDone() {
        new RunRegistry(bus).register(run("wheat", "{\"guard\": {\"mode\": \"act\", \"of-later\": 1}}"));
        riseAndFall();

        catchUp(guard());

        assertThat(sent(TOPICS.commands())).isEmpty();
    }

    @Test
    void runsThatComeLaterAreGuardedToo() {
        GuardWorker guard = guard();
        guard.runOnce();
        register("act");
        riseAndFall();

        catchUp(guard);

        assertThat(sent(TOPICS.commands())).hasSize(1);
    }

    @Test
    void ofARunAtItsEndNothingIsFoundAnyMore() {
        register("act");
        riseAndFall();
        send(TOPICS.progress(), new Progress("learner", version, 0L, List.of(), true, null, false, NOW));
        GuardWorker guard = guard();

        catchUp(guard);

        assertThat(guard.findings()).isEmpty();
    }

    @Test
    void itsMetersShowWhatIsFoundAndWhatWasDone() {
        register("act");
        GuardWorker guard = guard();
        catchUp(guard);
        double before = found(RuleName.RETURN_FALL);
        riseAndFall();
        catchUp(guard);

        assertThat(before).isZero();
        assertThat(found(RuleName.RETURN_FALL)).isEqualTo(1);
        assertThat(found(RuleName.NO_PROGRESS)).isZero();
        assertThat(meters.get("millrace.guard.acts")
                        .tags("run", "wheat", "rule", RuleName.RETURN_FALL, "act", "rollback", "mode", "act")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double found(String rule) {
        return meters.get("millrace.guard.findings")
                .tags("run", "wheat", "rule", rule)
                .gauge()
                .value();
    }

    private static Progress failure() {
        return new Progress("learner", 0L, 0L, List.of(), false, "No unroll for 600 s.", false, NOW);
    }
}
