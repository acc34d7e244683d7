package io.millrace.actor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Quarantine;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import io.millrace.weights.WeightsPublisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A run on a memory bus as its actors see it: 3 lanes of 2 environments that show 2 numbers, one
 * partition for each lane. The test plays lanes and learner.
 */
final class RunOfRequests {

    static final ActionSpace CHOICES = new ActionSpace.Discrete(3);
    static final long SEED = 5;
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

    final MemoryBus bus = new MemoryBus(1 << 24);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Topics topics = new Topics("test", 3);
    final Run run;
    final EventSource<RejectedRecord> quarantine;
    private final EventSource<ActionBatch> actions;
    private final Quarantine rejections;
    private final AtomicLong nanos = new AtomicLong();
    private Instant now = NOON.instant();

    RunOfRequests(ActionSpace space, String distribution) {
        bus.create(topics.all());
        run = run(space, distribution);
        rejections = new Quarantine(bus.sink(topics.quarantine(), Delivery.BULK), "actor", NOON, meters);
        quarantine = reader(topics.quarantine());
        actions = reader(topics.actions());
    }

    /** Choices, and an actor that has its partitions. */
    static RunOfRequests ofChoices() {
        return new RunOfRequests(CHOICES, "categorical");
    }

    ActorWorker actor(String name) {
        ActorWorker actor = new ActorWorker(
                run,
                name,
                bus.member(topics.observations(), "actors", rejections),
                bus.sink(topics.actions(), Delivery.TOGETHER),
                new WeightsFollower(reader(topics.weights()), RunPolicy.shape(run)),
                new ActorMetrics(meters),
                () -> now,
                nanos::get);
        // The first round joins the group.
        actor.runOnce();
        return actor;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    /** Parameters that differ from version to version. */
    float[] parameters(long version) {
        return Initialization.orthogonal(RunPolicy.shape(run), 100 + version);
    }

    void publish(long version) {
        publish(version, parameters(version));
    }

    void publish(long version, float[] parameters) {
        new WeightsPublisher(bus.sink(topics.weights(), Delivery.PROMPT), "main", RunPolicy.shape(run))
                .publish(new PublishedWeights(version, parameters, Checksum.sha256(Tensors.ofFloats(parameters))), now);
    }

    /** What a lane shows at a tick: another observation for each lane, tick and environment. */
    static float[] observations(int lane, long tick) {
        return new float[] {lane, tick, -lane - 1, tick + 0.5f};
    }

    static ObservationBatch.Builder request(int lane, long tick, long leastVersion) {
        return ObservationBatch.newBuilder()
                .setLane(lane)
                .setTick(tick)
                .setLeastVersion(leastVersion)
                .setOwner("owner of lane " + lane)
                .setEnvironments(2)
                .setObservations(Tensors.ofFloats(observations(lane, tick)))
                .setSentAt(NOON.instant());
    }

    void ask(int lane, long tick, long leastVersion) {
        ask(request(lane, tick, leastVersion));
    }

    void ask(ObservationBatch.Builder request) {
        int partition = Math.floorMod(request.getLane(), topics.partitions());
        bus.sink(topics.observations(), Delivery.PROMPT)
                .send(partition, String.valueOf(request.getLane()), request.build());
    }

    /** Answers that were given since the last call. */
    List<ActionBatch> answers() {
        return answerEvents().stream().map(Event::value).toList();
    }

    List<Event<ActionBatch>> answerEvents() {
        return actions.poll(Duration.ZERO);
    }

    List<String> reasons() {
        return quarantine.poll(Duration.ZERO).stream()
                .map(event -> event.value().getReason())
                .toList();
    }

    double counted(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic) {
        return bus.reader(topic, Start.BEGINNING, rejections);
    }

    private static Run run(ActionSpace space, String distribution) {
        return Run.newBuilder()
                .setRun("test")
                .setSettingsHash("")
                .setSettings("{}")
                .setSeed(SEED)
                .setLanes(3)
                .setEnvironmentsPerLane(2)
                .setUnrollLength(2)
                .setMaxPolicyLag(1)
                .setPartitions(3)
                .setEnvironment("walk")
                .setEnvironmentVersion("1")
                .setObservationSize(2)
                .setActionSpace(RunPolicy.describe(space))
                .setDistribution(distribution)
                .setNetwork(new NetworkDescription(List.of(4), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(NOON.instant())
                .build();
    }
}
