package io.millrace.env;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.env.Walk.Script;
import io.millrace.env.lanes.LaneShape;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.Episode;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Quarantine;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * A run on a memory bus as its env-services see it: one walk of 3 steps in each lane, unrolls of 2
 * ticks. The test plays actor and learner. A lane asks again after a second and gives up after ten.
 */
final class RunOfWalks {

    static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Script SCRIPT = Script.ofLength(3);
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

    final MemoryBus bus = new MemoryBus(1 << 24);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Topics topics;
    final EventSource<Unroll> transitions;
    final EventSource<Episode> episodes;
    final EventSource<RejectedRecord> quarantine;
    private final Run run;
    private final EventSource<ObservationBatch> observations;
    private final Quarantine rejections;
    private final AtomicLong nanos = new AtomicLong();

    RunOfWalks(int lanes, int partitions, int maxPolicyLag) {
        topics = new Topics("test", partitions);
        run = run(lanes, partitions, maxPolicyLag);
        bus.create(topics.all());
        rejections = new Quarantine(bus.sink(topics.quarantine(), Delivery.BULK), "env", NOON, meters);
        observations = reader(topics.observations());
        transitions = reader(topics.transitions());
        episodes = reader(topics.episodes());
        quarantine = reader(topics.quarantine());
    }

    EnvWorker worker() {
        return worker(ports());
    }

    EnvWorker worker(EnvWorker.Ports ports) {
        return new EnvWorker(
                Answers.OWNER,
                run,
                new EnvSettings(ASK_AGAIN, PATIENCE),
                ports,
                owner()::lanesOf,
                new EnvMetrics(meters, () -> 0),
                NOON,
                nanos::get);
    }

    EnvWorker.Ports ports() {
        return new EnvWorker.Ports(
                new AtOnce<>(bus.member(topics.actions(), "lanes", rejections)),
                new AtOnce<>(reader(topics.progress())),
                bus.sink(topics.observations(), Delivery.TOGETHER),
                bus.sink(topics.transitions(), Delivery.BULK),
                bus.sink(topics.episodes(), Delivery.BULK));
    }

    LaneOwner owner() {
        LaneShape shape = LaneShape.of(run, SCRIPT.create().description());
        return new LaneOwner(bus, topics, run.getLanes(), shape, SCRIPT::create);
    }

    /** A worker whose lanes have asked, in a run whose learner has just begun. */
    EnvWorker begun() {
        EnvWorker worker = worker();
        progress(0, nextForAll(0));
        askFirst(worker);
        return worker;
    }

    /** The first round joins the group, the second asks. */
    static void askFirst(EnvWorker worker) {
        worker.runOnce();
        worker.runOnce();
    }

    long[] nextForAll(long next) {
        long[] all = new long[run.getLanes()];
        Arrays.fill(all, next);
        return all;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Requests that were sent since the last call. */
    List<Event<ObservationBatch>> requests() {
        return observations.poll(Duration.ZERO);
    }

    void answer(ActionBatch answer) {
        bus.sink(topics.actions(), Delivery.PROMPT)
                .send(topics.partition(answer.getLane()), String.valueOf(answer.getLane()), answer);
    }

    void answer(int lane, long tick, long version, int choice) {
        answer(Answers.choices(lane, tick, version, choice).build());
    }

    /** Answers what was asked since the last call, with just the weights asked for, and lets the worker use it. */
    void answerAll(EnvWorker worker) {
        for (Event<ObservationBatch> request : requests()) {
            ObservationBatch asked = request.value();
            answer(asked.getLane(), asked.getTick(), asked.getLeastVersion(), 1);
        }
        worker.runOnce();
        worker.runOnce();
    }

    void progress(long version, long... next) {
        progress(version, false, null, false, next);
    }

    /** The learner says that somebody paused the run. */
    void pause(long version, long... next) {
        progress(version, false, null, true, next);
    }

    void finish() {
        progress(9, true, null, false, nextForAll(9));
    }

    void fail(String reason) {
        progress(9, false, reason, false, nextForAll(0));
    }

    double counted(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private void progress(long version, boolean finished, @Nullable String failure, boolean paused, long... next) {
        bus.sink(topics.progress(), Delivery.PROMPT)
                .send(
                        0,
                        "learner",
                        new Progress(
                                "learner",
                                version,
                                0L,
                                Arrays.stream(next).boxed().toList(),
                                finished,
                                failure,
                                paused,
                                NOON.instant()));
    }

    private <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic) {
        return bus.reader(topic, Start.BEGINNING, rejections);
    }

    private static Run run(int lanes, int partitions, int maxPolicyLag) {
        return Run.newBuilder()
                .setRun("test")
                .setSettingsHash("")
                .setSettings("{}")
                .setSeed(5)
                .setLanes(lanes)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(2)
                .setMaxPolicyLag(maxPolicyLag)
                .setPartitions(partitions)
                .setEnvironment("walk")
                .setEnvironmentVersion("1")
                .setObservationSize(2)
                .setActionSpace(new ActionSpaceDescription(
                        ActionKind.DISCRETE, 3, Collections.emptyList(), Collections.emptyList()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(4), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(NOON.instant())
                .build();
    }
}
