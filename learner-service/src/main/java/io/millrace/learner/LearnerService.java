package io.millrace.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.checkpoint.CheckpointException;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.learner.checkpoint.LastCheckpoint;
import io.millrace.learner.experience.UnrollQueue;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.experience.Unrolls.LogProbabilities;
import io.millrace.learner.records.Counting;
import io.millrace.learner.records.RecordIntake;
import io.millrace.learner.records.RecordLog;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
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
import java.util.stream.IntStream;
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
        CheckpointFile checkpoints = new CheckpointFile(folder);
        KeptVersions kept = new KeptVersions(folder, settings.checkpointEvery(), settings.keepVersions());
        Optional<Checkpoint> saved = LastCheckpoint.load(checkpoints, kept);
        InitialWeights wanted = run.getInitialWeights();
        FreshLearner fresh = FreshLearner.of(
                run,
                context.settings(),
                settings,
                wanted != null && saved.isEmpty() ? initial.exactly(wanted) : null,
                (stage, nanos) -> metrics.waited(stage, Duration.ofNanos(nanos)),
                nanoTime);
        LOGGER.atInfo().addKeyValue("engine", fresh.engine()).log("learning");
        announce(
                context.announcement(),
                fresh.engine(),
                saved.map(Checkpoint::getVersion).orElse(0L));
        Learner learner = fresh.learner();
        saved.ifPresent(checkpoint -> requireSameSettings(run, checkpoint));
        Ledger ledger = Ledger.read(
                context.bus(),
                context.topics().updates(),
                saved.map(Checkpoint::getVersion).orElse(0L),
                learner.memory(),
                settings.checkpointEvery(),
                context.quarantine());
        if (records == null) {
            requireReach(context, settings, saved, ledger);
        }
        kept.dropBeyond(saved.map(Checkpoint::getVersion).orElse(-1L));
        Commands commands = commands(context, settings, ledger.interventions(), kept);
        Unrolls unrolls = new Unrolls(unrollShape, handover.capacity() + run.getLanes(), logProbabilities(context));
        memory(context, records, settings, unrolls, unrollShape).remember(ledger.before(), learner);
        Position position = restore(run, records == null ? run.getPartitions() : records.partitions(), learner, saved);
        if (records == null && isOver(saved, settings)) {
            position =
                    position.notBefore(context.bus().beginnings(context.topics().transitions()));
        }
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
                new LedgerEntries(run, fresh.engine(), counting, settings::keepsWeights, context.clock()),
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
                new LogReach(
                        records == null ? context.bus() : null,
                        context.topics().transitions(),
                        position.offsets(),
                        ledger.before(),
                        learner.memory(),
                        metrics,
                        nanoTime),
                metrics,
                context.clock(),
                nanoTime,
                wait);
        return new Stages(intake, worker);
    }

    /**
     * Refuses to pass over experience that is gone without a word. A run that is over needs none; neither does one that
     * has learned nothing and whose log is empty.
     */
    private static void requireReach(
            ServiceContext context, LearnerSettings settings, Optional<Checkpoint> saved, Ledger ledger) {
        List<Long> beginnings = context.bus().beginnings(context.topics().transitions());
        boolean fresh = saved.isEmpty() && ledger.beyond().isEmpty();
        boolean empty =
                fresh && beginnings.equals(context.bus().ends(context.topics().transitions()));
        if (!isOver(saved, settings) && !empty) {
            LogNeed.ofStart(context.run().getPartitions(), saved, ledger.before())
                    .requireKept(context.run(), beginnings);
        }
    }

    private static boolean isOver(Optional<Checkpoint> saved, LearnerSettings settings) {
        return saved.isPresent() && saved.get().getSteps() >= settings.steps();
    }

    /** Environment steps that a learner of these settings reads again after a restart. */
    static long memory(Settings settings) {
        return Algorithms.memory(FreshLearner.algorithmSettings(settings));
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
    private record Position(long[] nextUnrolls, List<Long> offsets) {

        /** For whoever does not need what is gone. */
        Position notBefore(List<Long> beginnings) {
            return new Position(
                    nextUnrolls,
                    IntStream.range(0, offsets.size())
                            .mapToObj(partition -> Math.max(offsets.get(partition), beginnings.get(partition)))
                            .toList());
        }
    }

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
