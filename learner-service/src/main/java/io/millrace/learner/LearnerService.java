package io.millrace.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.Bandit;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.checkpoint.CheckpointException;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineException;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollQueue;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.experience.Unrolls.LogProbabilities;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.learner.records.Counting;
import io.millrace.learner.records.RecordIntake;
import io.millrace.learner.records.RecordLog;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Rule.Fit;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.metrics.DiskMetrics;
import io.millrace.runtime.run.Announcement;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.PolicySettings;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsPublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a learner together. */
public final class LearnerService {

    private static final Logger LOGGER = LoggerFactory.getLogger(LearnerService.class);

    /** How soon a stage notices that it is to stop. */
    private static final Duration WAIT = Duration.ofMillis(50);

    /** Where nobody waits for the next version, others hear of updates, and checkpoints are written, no oftener. */
    private static final Duration TELL = Duration.ofMillis(100);

    private static final Duration SAVE = Duration.ofSeconds(1);

    /** What is decoded ahead of a record, about. */
    private static final long AHEAD_BYTES = 32L << 20;

    private static final int MOST_AHEAD = 1024;

    private LearnerService() {}

    /** The two workers of a learner-service: who rests on the other comes second. */
    record Stages(IntakeWorker intake, LearnerWorker learner) {}

    /**
     * The workers of the run's learner: the intake reads and decodes ahead, the learner updates. It goes on
     * from the checkpoint in the folder if there is one, and from what the ledger holds beyond it.
     *
     * @param folder where checkpoints are kept
     * @throws UserMistake if the run's engine is not on the class path, or cannot run on this machine, or if the
     *     replay memory does not fit into this process, or is too small for the run
     * @throws RuntimeException if settings, checkpoint and ledger do not fit together; the message says how
     */
    public static List<Worker> workers(ServiceContext context, Path folder) {
        return workers(context, folder, InitialWeightsSource.onTopic(context.bus(), context.run()));
    }

    /**
     * The same, where a run's initial weights are found elsewhere than on their topic.
     *
     * @param initial asked at the first start alone: after that they are in the checkpoint
     */
    public static List<Worker> workers(ServiceContext context, Path folder, InitialWeightsSource initial) {
        Stages stages = stages(context, folder, initial, System::nanoTime, WAIT);
        return List.of(stages.intake(), stages.learner());
    }

    /** The same, where initial weights are found on their topic. */
    static Stages stages(ServiceContext context, Path folder, LongSupplier nanoTime, Duration wait) {
        return stages(context, folder, InitialWeightsSource.onTopic(context.bus(), context.run()), nanoTime, wait);
    }

    /**
     * @param initial  asked for another run's weights, if the run begins with them
     * @param nanoTime measures how long things take, as {@link System#nanoTime} does
     * @param wait     longest wait of each stage's cycle
     */
    static Stages stages(
            ServiceContext context, Path folder, InitialWeightsSource initial, LongSupplier nanoTime, Duration wait) {
        Run run = context.run();
        LearnerSettings given = context.settings().bind("learner", LearnerSettings.class);
        @Nullable
        RecordIntake records = run.getSource() == null ? null : new RecordIntake(context.bus(), run, given.passes());
        Counting counting = records == null ? Counting.OWN : records.deal();
        LearnerSettings settings = records == null ? given : given.endingAfter(records.steps());
        UnrollShape unrollShape = UnrollShape.of(run);
        Handover handover = new Handover(ahead(run, unrollShape));
        LearnerMetrics metrics = new LearnerMetrics(context.meters(), handover);
        RuleDescription rule = run.getRule();
        Taught taught =
                rule == null ? network(context, settings, unrollShape, metrics, nanoTime) : statistics(run, rule);
        LOGGER.atInfo().addKeyValue("engine", taught.engine()).log("learning");
        CheckpointFile checkpoints = new CheckpointFile(folder);
        Optional<Checkpoint> saved = checkpoints.load();
        announce(
                context.announcement(),
                taught.engine(),
                saved.map(Checkpoint::getVersion).orElse(0L));
        Normalisation normalisation = rule == null ? normalisation(context, unrollShape) : Normalisation.none();
        InitialWeights wanted = run.getInitialWeights();
        if (wanted != null && saved.isEmpty()) {
            begin(run, initial.exactly(wanted), taught.parameters(), normalisation);
        }
        Learner learner =
                new Learner(taught.algorithm(), normalisation, unrollShape, taught.parameters(), taught.closing());
        saved.ifPresent(checkpoint -> requireSameSettings(run, checkpoint));
        Ledger ledger = Ledger.read(
                context.bus(),
                context.topics().updates(),
                saved.map(Checkpoint::getVersion).orElse(0L),
                learner.memory(),
                settings.checkpointEvery(),
                context.quarantine());
        KeptVersions kept = new KeptVersions(folder, settings.checkpointEvery(), settings.keepVersions());
        kept.dropBeyond(saved.map(Checkpoint::getVersion).orElse(-1L));
        Commands commands = commands(context, settings, ledger.interventions(), kept);
        Unrolls unrolls = new Unrolls(unrollShape, handover.capacity() + run.getLanes(), logProbabilities(context));
        memory(context, records, settings, unrolls, unrollShape).remember(ledger.before(), learner);
        Position position = restore(run, records == null ? run.getPartitions() : records.partitions(), learner, saved);
        UnrollQueue queue = records == null
                ? new UnrollQueue(run.getLanes(), run.getMaxPolicyLag(), position.nextUnrolls())
                : UnrollQueue.ofRecord(run.getLanes(), position.nextUnrolls());
        metrics.showReplay(learner.replay());
        metrics.showState(learner.state());
        metrics.watch(queue);
        metrics.expect(run.getLanes());
        metrics.showInterventions(commands, learner, kept);
        new DiskMetrics(context.service(), folder).bindTo(context.meters());
        IntakeWorker intake = new IntakeWorker(
                run,
                unrolls(context, records, position, unrollShape, metrics),
                unrolls,
                handover,
                learner::version,
                metrics,
                context.clock(),
                wait);
        LearnerWorker worker = new LearnerWorker(
                run,
                settings,
                new LedgerEntries(run, taught.engine(), counting, context.clock()),
                ports(context, handover, commands, RunPolicy.layout(run)),
                learner,
                unrolls,
                queue,
                position.offsets().stream().mapToLong(Long::longValue).toArray(),
                ledger.beyond(),
                counting,
                records == null ? Pace.always() : Pace.every(TELL, nanoTime),
                records == null || settings.keepVersions() > 0 ? Pace.always() : Pace.every(SAVE, nanoTime),
                checkpoints,
                new LearnerWorker.Reversal(kept, () -> fillMemory(context, records, settings, unrollShape, learner)),
                metrics,
                context.clock(),
                nanoTime,
                wait);
        return new Stages(intake, worker);
    }

    /** How many unrolls the intake may be ahead. */
    private static int ahead(Run run, UnrollShape shape) {
        // Lanes that hold back by progress send no more than this beyond what was learned from.
        int unlearned = run.getLanes() * (run.getMaxPolicyLag() + 1);
        if (run.getSource() == null) {
            return unlearned;
        }
        long fitting = Math.min(MOST_AHEAD, AHEAD_BYTES / shape.messageBytes());
        return (int) Math.max(2L * run.getLanes(), fitting);
    }

    /** A run's own record was made by its own policy; in that of others they may be missing. */
    private static LogProbabilities logProbabilities(ServiceContext context) {
        return context.run().getSource() == null
                        || Algorithms.weighsByLogProbability(context.settings().text("algorithm.name"))
                ? LogProbabilities.NEEDED
                : LogProbabilities.UNUSED;
    }

    private static Memory memory(
            ServiceContext context,
            @Nullable RecordIntake records,
            LearnerSettings settings,
            Unrolls unrolls,
            UnrollShape shape) {
        return records == null
                ? new Rebuild(context.bus(), context.topics().transitions(), context.quarantine(), unrolls)
                : new RecordMemory(
                        records,
                        unrolls,
                        shape.messageBytes(),
                        context.run().getLanes(),
                        settings.patience(),
                        System::nanoTime);
    }

    private static void announce(Announcement announcement, String engine, long version) {
        announcement.detail("engine", engine);
        announcement.detail("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        announcement.weightsVersion(version);
    }

    /** What the intake reads; of records, the piece that the learner stands in from its beginning. */
    private static EventSource<Unroll> unrolls(
            ServiceContext context,
            @Nullable RecordIntake records,
            Position position,
            UnrollShape shape,
            LearnerMetrics metrics) {
        if (records == null) {
            metrics.showBehind(() -> 0);
            return context.bus()
                    .reader(
                            context.topics().transitions(),
                            position.offsets(),
                            ReaderGroups.learner(context.topics()),
                            context.quarantine());
        }
        RecordLog log =
                records.unrolls(Arrays.stream(position.nextUnrolls()).min().orElse(0), shape.messageBytes());
        metrics.showBehind(log::behind);
        return log;
    }

    /**
     * An algorithm, and what it begins with.
     *
     * @param engine     what computes, in words
     * @param parameters the initial ones
     * @param closing    gives back what the algorithm was given
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once.
    private record Taught(String engine, Algorithm algorithm, float[] parameters, Runnable closing) {}

    private static Taught network(
            ServiceContext context,
            LearnerSettings settings,
            UnrollShape unrollShape,
            LearnerMetrics metrics,
            LongSupplier nanoTime) {
        Run run = context.run();
        Record chosen = algorithmSettings(context.settings());
        requireRoom(chosen, unrollShape, run.getLanes());
        NetworkShape shape = RunPolicy.shape(run);
        Engine engine = engine(settings.engine(), shape);
        sayIfVectorsAreMissing(engine);
        LearningTask task = new LearningTask(
                shape,
                RunPolicy.distribution(run),
                engine,
                own -> Engines.named(settings.engine(), own),
                run.getSeed(),
                settings.steps(),
                nanoTime,
                (stage, nanos) -> metrics.waited(stage, Duration.ofNanos(nanos)));
        return new Taught(
                engine.description(),
                Algorithms.create(context.settings().text("algorithm.name"), chosen, task),
                context.settings().bind("policy", PolicySettings.class).initialWeights(shape, run.getSeed()),
                engine::close);
    }

    private static Normalisation normalisation(ServiceContext context, UnrollShape unrollShape) {
        Run run = context.run();
        return Normalisation.of(
                RunPolicy.networkLayout(run),
                unrollShape,
                run.getLanes(),
                run.getNormaliseRewards() ? context.settings().number("algorithm.discount") : 1);
    }

    /** Puts another run's weights in the place of drawn ones. Its statistics count as if its updates had been this run's. */
    private static void begin(Run run, PublishedWeights weights, float[] parameters, Normalisation normalisation) {
        int expected = parameters.length + normalisation.added();
        if (weights.parameters().length != expected) {
            throw new UserMistake("The weights that this run begins with hold " + weights.parameters().length
                    + " numbers, but its own have " + expected
                    + ". Set policy.init-from to a run of the same network.");
        }
        System.arraycopy(weights.parameters(), 0, parameters, 0, parameters.length);
        double stepsPerUpdate = (double) run.getLanes() * run.getEnvironmentsPerLane() * run.getUnrollLength();
        normalisation.begin(weights.parameters(), parameters.length, weights.version() * stepsPerUpdate);
        LOGGER.atInfo()
                .addKeyValue("version", weights.version())
                .addKeyValue("sha256", weights.sha256())
                .log("beginning with the weights of another run");
    }

    private static Taught statistics(Run run, RuleDescription rule) {
        ArmTable table = RunPolicy.arms(rule);
        Fit fit = Rules.of(rule.getName(), rule.getSettings()).fit();
        return new Taught(
                "statistics, without a network",
                new Bandit(table, fit, rule.getDaysPerStep(), run.getSeed()),
                new float[table.parameterCount()],
                () -> {});
    }

    /** Who chose the engine can choose another; the engines themselves know nothing of users and exit codes. */
    private static Engine engine(String name, NetworkShape shape) {
        try {
            return Engines.named(name, shape);
        } catch (EngineException unusable) {
            throw new UserMistake(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** Who chose the capacity can choose another, or give Java more memory. */
    private static void requireRoom(Record algorithmSettings, UnrollShape shape, int lanes) {
        try {
            Algorithms.requireRoom(algorithmSettings, shape, lanes);
        } catch (IllegalArgumentException refused) {
            throw new UserMistake(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void sayIfVectorsAreMissing(Engine engine) {
        if (engine.description().startsWith("kernel") && !Kernel.fastest().vectorized()) {
            LOGGER.atWarn()
                    .log("Java was started without the Vector API: the kernel computes with plain loops, several times"
                            + " slower and to the same bits. Start it with --add-modules jdk.incubator.vector,"
                            + " as ./millrace does where Java has that module");
        }
    }

    /** The settings of the algorithm that they name. */
    private static Record algorithmSettings(Settings settings) {
        String name = settings.text("algorithm.name");
        return settings.section("algorithm").without("name").bind("", Algorithms.settingsType(name));
    }

    private static Commands commands(
            ServiceContext context, LearnerSettings settings, Interventions interventions, KeptVersions kept) {
        Topics topics = context.topics();
        return new Commands(
                context.bus().reader(topics.commands(), Start.BEGINNING, context.quarantine()),
                context.bus().sink(topics.annotations(), Delivery.PROMPT),
                Commands.answered(context.bus(), topics.annotations(), context.quarantine()),
                interventions,
                kept,
                settings.rollbackLearningRate(),
                context.clock());
    }

    /** With what the ledger names up to the learner's present version. */
    private static void fillMemory(
            ServiceContext context,
            @Nullable RecordIntake records,
            LearnerSettings settings,
            UnrollShape shape,
            Learner learner) {
        Ledger ledger = Ledger.read(
                context.bus(),
                context.topics().updates(),
                learner.version(),
                learner.memory(),
                settings.checkpointEvery(),
                context.quarantine());
        // The intake goes on with its own.
        Unrolls unrolls = new Unrolls(shape, context.run().getLanes(), logProbabilities(context));
        memory(context, records, settings, unrolls, shape).remember(ledger.before(), learner);
    }

    private static LearnerWorker.Ports ports(
            ServiceContext context, Handover arrivals, Commands commands, ParameterLayout layout) {
        return new LearnerWorker.Ports(
                arrivals,
                commands,
                refusals(context),
                new WeightsPublisher(
                        context.bus().sink(context.topics().weights(), Delivery.PROMPT), LearnerWorker.POLICY, layout),
                context.bus()
                        .sink(
                                context.topics().updates(),
                                context.run().getSource() == null ? Delivery.PROMPT : Delivery.BULK),
                context.bus().sink(context.topics().progress(), Delivery.PROMPT));
    }

    /** Into quarantine without the source, which is the intake's alone; a sink is for several threads. */
    private static BiConsumer<Event<Unroll>, String> refusals(ServiceContext context) {
        Topic<Unroll> topic = context.topics().transitions();
        return (event, reason) -> context.quarantine()
                .reject(
                        topic.name(),
                        event.partition(),
                        event.offset(),
                        event.key().getBytes(UTF_8),
                        topic.codec().encode(event.value()),
                        reason);
    }

    /** Where in the log a learner goes on. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, at the start.
    private record Position(long[] nextUnrolls, List<Long> offsets) {}

    private static void requireSameSettings(Run run, Checkpoint checkpoint) {
        if (!checkpoint.getSettingsHash().equals(run.getSettingsHash())) {
            throw new CheckpointException(
                    "The checkpoint belongs to run " + checkpoint.getRun()
                            + " with other settings than this run's. Name another folder with --data, or take the"
                            + " settings back.",
                    null);
        }
    }

    private static Position restore(Run run, int partitions, Learner learner, Optional<Checkpoint> saved) {
        if (saved.isEmpty()) {
            return new Position(new long[run.getLanes()], Collections.nCopies(partitions, 0L));
        }
        Checkpoint checkpoint = saved.get();
        learner.restore(checkpoint);
        LOGGER.atInfo()
                .addKeyValue("version", checkpoint.getVersion())
                .addKeyValue("steps", checkpoint.getSteps())
                .log("going on from a checkpoint");
        long[] next =
                checkpoint.getNextUnrolls().stream().mapToLong(Long::longValue).toArray();
        return new Position(next, checkpoint.getPositions());
    }
}
