package io.millrace.learner;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.records.RecordRequest;
import io.millrace.learner.records.RecordSources;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.Annotation;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.LaterSettings;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** A run on a bus in memory, with two lanes that need no environment: they make up what they send. */
final class TestRun {

    static final int LANES = 2;
    static final int TICKS = 3;
    static final int ENVIRONMENTS = 2;
    static final int STEPS_PER_UPDATE = LANES * TICKS * ENVIRONMENTS;

    /** Steps that a run with replay remembers: those of two updates and a half, so that the oldest are dropped. */
    static final int REMEMBERED = 5 * TICKS * ENVIRONMENTS;

    /** What a run learns with. */
    enum Learns {
        FROM_EACH_STEP_ONCE("ppo", "categorical", "separate", "epochs=2", "minibatch=6"),
        FROM_OTHERS("cloning", "categorical", "separate", "minibatch=6"),
        FROM_NORMALISED_STEPS("ppo", "categorical", "separate", "epochs=2", "minibatch=6"),
        FROM_REPLAY(
                "double-dqn",
                "epsilon-greedy",
                "none",
                "replay.capacity=" + REMEMBERED,
                "replay.kind=prioritised",
                "batch=6",
                "samples-per-insert=2",
                "learning-starts=" + STEPS_PER_UPDATE / 2,
                "target.copy-every=5",
                "exploration.over=" + 4 * STEPS_PER_UPDATE),
        /** Holds more than a pass over six rounds, so that a step can be in memory twice. */
        FROM_RECORD(
                "iql",
                "categorical",
                "separate",
                "replay.capacity=" + 8 * STEPS_PER_UPDATE,
                "batch=6",
                "samples-per-insert=2",
                "learning-starts=" + STEPS_PER_UPDATE / 2),
        /** Of which there are none: what the lanes make up never ends. */
        FROM_WHOLE_EPISODES("reinforce", "categorical", "separate");

        private final String algorithm;
        private final String distribution;
        private final String trunk;

        @SuppressWarnings("ImmutableEnumChecker") // List.of is.
        private final List<String> settings;

        Learns(String algorithm, String distribution, String trunk, String... settings) {
            this.algorithm = algorithm;
            this.distribution = distribution;
            this.trunk = trunk;
            this.settings = List.of(settings);
        }

        boolean normalised() {
            return this == FROM_NORMALISED_STEPS;
        }
    }

    private static final int OBSERVATION = 2;
    private static final int CHOICES = 3;

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MemoryBus bus;
    final Run run;
    final Topics topics;
    private final int[] sent = new int[LANES];
    private final Set<Long> poisoned = new TreeSet<>();

    private TestRun(Run run) {
        this(run, new MemoryBus(16 << 20));
    }

    private TestRun(Run run, MemoryBus bus) {
        this.run = run;
        this.bus = bus;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        bus.create(topics.all());
    }

    /** A run called "cloned" that learns from what this one, which is registered then, recorded. */
    TestRun learnedFrom(String... settings) {
        return learnedFrom(Learns.FROM_OTHERS, settings);
    }

    /** Likewise by another algorithm. */
    TestRun learnedFrom(Learns learns, String... settings) {
        new RunRegistry(bus).register(run);
        List<String> all = new ArrayList<>(List.of("learner.source=" + run.getRun()));
        all.addAll(List.of(settings));
        TestRun other = of(learns, 0, 1, all.toArray(String[]::new));
        return new TestRun(
                Run.newBuilder(other.run)
                        .setRun("cloned")
                        .setSource(run.getRun())
                        .build(),
                bus);
    }

    /** The same, with the parts of records settled as when a run is registered. */
    TestRun settled() {
        Settings settings = LaterSettings.completed(Settings.parse(run.getSettings(), "the settings"));
        RecordRequest request = settings.bind("learner", LearnerSettings.class).records(Instant.EPOCH.plusSeconds(100));
        return new TestRun(RecordSources.settled(bus, run, request), bus);
    }

    /** The same on the same bus, registered otherwise. */
    TestRun with(UnaryOperator<Run.Builder> change) {
        return new TestRun(change.apply(Run.newBuilder(run)).build(), bus);
    }

    /** Ends after six updates; each lane has a partition of its own. */
    static TestRun withLag(int maxPolicyLag, String... settings) {
        return withLag(Learns.FROM_EACH_STEP_ONCE, maxPolicyLag, settings);
    }

    /** Ends after six updates; each lane has a partition of its own. */
    static TestRun withLag(Learns learns, int maxPolicyLag, String... settings) {
        return of(learns, maxPolicyLag, LANES, settings);
    }

    /** Ends after six updates; what came first is the same whenever the log is read. */
    static TestRun onOnePartition(int maxPolicyLag, String... settings) {
        return onOnePartition(Learns.FROM_EACH_STEP_ONCE, maxPolicyLag, settings);
    }

    /** Ends after six updates; what came first is the same whenever the log is read. */
    static TestRun onOnePartition(Learns learns, int maxPolicyLag, String... settings) {
        return of(learns, maxPolicyLag, 1, settings);
    }

    private static TestRun of(Learns learns, int maxPolicyLag, int partitions, String... settings) {
        Settings own = Settings.parse(Algorithms.defaults(learns.algorithm), "defaults");
        Settings all = with(
                Settings.parse(
                                """
                        policy: {hidden: [4], activation: tanh, trunk: %s, parts: 1, part-layers: [], whole-layers: [], value-layers: [], distribution: %s, head-bias: [], log-deviation: 0, normalise-observations: %b, init-from: ""}
                        learner: {engine: kernel, steps: %d, checkpoint-every: 1, patience: 10m, normalise-rewards: %b, source: "", source-from: "", source-to: "", follow: false, passes: 1, keep-versions: 0, on-divergence: stop, most-rollbacks: 5, rollback-learning-rate: 0.5}
                        """.formatted(
                                                learns.trunk,
                                                learns.distribution,
                                                learns.normalised(),
                                                6 * STEPS_PER_UPDATE,
                                                learns.normalised()),
                                "the test")
                        .under("algorithm", with(own, learns.settings))
                        .with("algorithm.name", learns.algorithm),
                List.of(settings));
        return new TestRun(Run.newBuilder()
                .setRun("test")
                .setSettingsHash(all.sha256())
                .setSettings(all.canonicalJson())
                .setSeed(3)
                .setLanes(LANES)
                .setEnvironmentsPerLane(ENVIRONMENTS)
                .setUnrollLength(TICKS)
                .setMaxPolicyLag(maxPolicyLag)
                .setPartitions(partitions)
                .setEnvironment("made-up")
                .setEnvironmentVersion("1")
                .setObservationSize(OBSERVATION)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, CHOICES, List.of(), List.of()))
                .setDistribution(learns.distribution)
                .setNetwork(
                        new NetworkDescription(List.of(4), "tanh", learns.trunk, 1, List.of(), List.of(), List.of()))
                .setNormaliseObservations(learns.normalised())
                .setNormaliseRewards(learns.normalised())
                .setRegisteredAt(Instant.EPOCH)
                .build());
    }

    private static Settings with(Settings settings, List<String> assignments) {
        Settings all = settings;
        for (String setting : assignments) {
            all = all.with(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return all;
    }

    /** A learner that keeps its checkpoints there. */
    Worker learner(Path folder) {
        return learner(bus, folder, System::nanoTime);
    }

    /** Its stages take turns: before each cycle of the learner, the intake reads all that it has room for. */
    Worker learner(Bus seenAs, Path folder, LongSupplier nanoTime) {
        LearnerService.Stages stages = LearnerService.stages(context(seenAs), folder, nanoTime, Duration.ZERO);
        return new InTurns(stages.intake(), stages.learner());
    }

    /** Takes nothing into quarantine. */
    static final Rejections REFUSING = TestRun::refuse;

    /** By the clock of an intake alone; every tick was stepped at the beginning of 1970. */
    static final Instant ARRIVAL = Instant.ofEpochMilli(250);

    /** An intake alone, which reads from the beginning; the learner stands at version 0. */
    IntakeWorker intake(Handover handover) {
        return intake(bus.reader(topics.transitions(), Start.BEGINNING, TestRun::refuse), handover);
    }

    IntakeWorker intake(EventSource<Unroll> transitions, Handover handover) {
        UnrollShape shape = new UnrollShape(TICKS, ENVIRONMENTS, OBSERVATION, new ActionSpace.Discrete(CHOICES), 1);
        return new IntakeWorker(
                run,
                transitions,
                new Unrolls(shape, handover.capacity()),
                handover,
                () -> 0,
                new LearnerMetrics(meters, handover),
                () -> ARRIVAL,
                Duration.ZERO);
    }

    /** Sends a round of unrolls of every lane, as if it had been stepped so many seconds after 1970 began. */
    void record(long number, long second) {
        for (int lane = 0; lane < run.getLanes(); lane++) {
            send(recordedAt(lane, number, second).build());
        }
    }

    /** An unroll of this run, stepped so many seconds after 1970 began. */
    Unroll.Builder recordedAt(int lane, long number, long second) {
        long[] times = new long[TICKS];
        Arrays.fill(times, 1000 * second);
        return unroll(lane, number, 0).setRun(run.getRun()).setEventTimes(Tensors.ofLongs(times));
    }

    /** Says as its learner would how far it is. */
    void reportProgress(long rounds, boolean finished) {
        bus.sink(topics.progress(), Delivery.PROMPT)
                .send(
                        0,
                        "learner",
                        Progress.newBuilder()
                                .setLearner("learner")
                                .setVersion(rounds)
                                .setSteps(rounds * STEPS_PER_UPDATE)
                                .setNextUnrolls(Collections.nCopies(run.getLanes(), rounds))
                                .setFinished(finished)
                                .setReportedAt(Instant.EPOCH)
                                .build());
    }

    /** What a learner-service is given. */
    ServiceContext context(Bus seenAs) {
        return ServiceContext.of("learner", seenAs, run, meters, () -> Instant.EPOCH);
    }

    private record InTurns(Worker intake, Worker learner) implements Worker {

        @Override
        public String name() {
            return learner.name();
        }

        @Override
        public int runOnce() {
            while (intake.runOnce() > 0) {
                // What was read is decoded in the cycles that follow.
            }
            return learner.runOnce();
        }

        @Override
        public boolean finished() {
            return learner.finished();
        }

        @Override
        public void close() {
            learner.close();
            intake.close();
        }
    }

    /** Lets the learner and the lanes work until the learner has finished. */
    void finish(Worker learner) {
        while (!learner.finished()) {
            learner.runOnce();
            sendWhatIsAllowed();
        }
    }

    /** Lets them work until the learner has made as many updates. */
    void update(Worker learner, int updates) {
        int made = 0;
        while (made < updates) {
            made += learner.runOnce();
            sendWhatIsAllowed();
        }
    }

    /** Each lane goes on as an env-service would let it, by the newest progress. */
    void sendWhatIsAllowed() {
        List<Progress> reports = all(topics.progress());
        if (reports.isEmpty()) {
            return;
        }
        Progress newest = reports.get(reports.size() - 1);
        for (int lane = 0; lane < LANES; lane++) {
            while (!newest.getFinished() && sent[lane] - newest.getNextUnrolls().get(lane) <= run.getMaxPolicyLag()) {
                Unroll.Builder next = unroll(lane, sent[lane]++, newest.getVersion());
                if (poisoned.contains(next.getNumber())) {
                    float[] numbers = new float[TICKS * ENVIRONMENTS];
                    Arrays.fill(numbers, Float.MAX_VALUE);
                    next.setRewards(Tensors.ofFloats(numbers));
                    Arrays.fill(numbers, -Float.MAX_VALUE);
                    next.setLogProbabilities(Tensors.ofFloats(numbers));
                }
                send(next.setRun(run.getRun()).build());
            }
        }
    }

    /** Whoever learns from unrolls of these numbers gets numbers that are not finite. */
    void poison(Long... numbers) {
        poisoned.addAll(List.of(numbers));
    }

    /** Lets them work until the learner has finished; asks for something once the ledger has so many entries. */
    void finish(Worker learner, int entries, Command command) {
        while (!learner.finished()) {
            if (ledger().size() >= entries && all(topics.commands()).isEmpty()) {
                ask(command);
            }
            learner.runOnce();
            sendWhatIsAllowed();
        }
    }

    void ask(Command command) {
        bus.sink(topics.commands(), Delivery.PROMPT).send(0, command.getPolicy(), command);
    }

    /** A command of somebody who knows this version. */
    static Command command(CommandKind kind, long known, @Nullable Long to) {
        return Command.newBuilder()
                .setPolicy("main")
                .setKind(kind)
                .setBy("ada")
                .setReason("the return fell")
                .setKnownVersion(known)
                .setToVersion(to)
                .setIssuedAt(Instant.EPOCH)
                .build();
    }

    List<Annotation> annotations() {
        return all(topics.annotations());
    }

    void send(Unroll unroll) {
        bus.sink(topics.transitions(), Delivery.BULK)
                .send(topics.partition(unroll.getLane()), String.valueOf(unroll.getLane()), unroll);
    }

    /** Always the same for a lane, number and version. */
    static Unroll.Builder unroll(int lane, long number, long version) {
        SplittableRandom random = new SplittableRandom(1000L * lane + number);
        int rows = TICKS * ENVIRONMENTS;
        float[] rewards = floats(random, rows);
        int[] actions = random.ints(rows, 0, CHOICES).toArray();
        float[] logProbabilities = new float[rows];
        Arrays.fill(logProbabilities, (float) -Math.log(CHOICES));
        long[] versions = new long[TICKS];
        Arrays.fill(versions, version);
        return Unroll.newBuilder()
                .setRun("test")
                .setLane(lane)
                .setNumber(number)
                .setEnvironment("made-up")
                .setEnvironmentVersion("1")
                .setSteps(TICKS)
                .setEnvironments(ENVIRONMENTS)
                .setObservationSize(OBSERVATION)
                .setActionSize(1)
                .setObservations(Tensors.ofFloats(floats(random, (TICKS + 1) * ENVIRONMENTS * OBSERVATION)))
                .setActions(Tensors.ofInts(actions, rows))
                .setLogProbabilities(Tensors.ofFloats(logProbabilities))
                .setRewards(Tensors.ofFloats(rewards))
                .setEnds(Tensors.ofBytes(new byte[rows], 0, rows))
                .setFinalRows(Tensors.ofInts(new int[0], 0))
                .setFinalObservations(Tensors.ofFloats(new float[0]))
                .setWeightsVersions(Tensors.ofLongs(versions))
                .setEpisodes(Tensors.ofLongs(new long[ENVIRONMENTS]))
                .setEpisodeSteps(Tensors.ofInts(new int[ENVIRONMENTS], ENVIRONMENTS))
                .setEventTimes(Tensors.ofLongs(new long[TICKS]));
    }

    List<Update> ledger() {
        return all(topics.updates());
    }

    /** All recorded unrolls. */
    List<Unroll> unrolls() {
        return all(topics.transitions());
    }

    List<Progress> progress() {
        return all(topics.progress());
    }

    List<String> quarantined() {
        return all(topics.quarantine()).stream().map(RejectedRecord::getReason).toList();
    }

    /** Every record of the weights topic. */
    List<WeightsPart> weightsParts() {
        return all(topics.weights());
    }

    /** The newest whole weights. */
    PublishedWeights weights() {
        try (WeightsFollower follower = new WeightsFollower(
                bus.reader(topics.weights(), Start.BEGINNING, TestRun::refuse), RunPolicy.layout(run))) {
            follower.follow(Duration.ZERO);
            return Objects.requireNonNull(follower.newest());
        }
    }

    /** What stands at a place of the transitions topic. */
    Unroll recorded(int partition, long offset) {
        try (EventSource<Unroll> source =
                bus.reader(topics.transitions(), Start.BEGINNING, (topic, p, o, key, value, reason) -> {})) {
            return source.poll(Duration.ZERO).stream()
                    .filter(event -> event.partition() == partition && event.offset() == offset)
                    .findFirst()
                    .orElseThrow()
                    .value();
        }
    }

    private <V extends SpecificRecordBase> List<V> all(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, TestRun::refuse)) {
            source.poll(Duration.ZERO).stream().map(Event::value).forEach(values::add);
        }
        return values;
    }

    private static void refuse(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        throw new AssertionError(topic + ": " + reason);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
