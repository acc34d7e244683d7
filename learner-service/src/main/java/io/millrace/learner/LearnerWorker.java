package io.millrace.learner;

import io.millrace.learner.LearnerSettings.OnDivergence;
import io.millrace.learner.algorithms.DivergedException;
import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.learner.experience.UnrollQueue;
import io.millrace.learner.experience.UnrollQueue.Batch;
import io.millrace.learner.experience.UnrollQueue.Offer;
import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.records.Counting;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.worker.Worker;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.WeightsPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns unrolls into weights, one update after another. After each update, in this order: the ledger's
 * entry, the weights to keep if the entry says so, the weights, a checkpoint if one is due, and progress, each
 * acknowledged before the next. A learner that is killed anywhere in between goes on from its checkpoint: updates
 * that stand on the ledger already are made again from the unrolls they name, give the same weights, and are not
 * entered twice; weights to keep are published again with them, so none is missing that the ledger marks. Of a run that
 * learns from records, where nobody waits for the next version, others are told of updates
 * many at a time, in the same order. Progress is also reported when unrolls were too old to learn from, so that their lanes
 * go on.
 */
public final class LearnerWorker implements Worker {

    /** Name of the one policy that a run learns; stands in weights, ledger and checkpoint. */
    public static final String POLICY = "main";

    /** The detail of an annotation that says which command it answers: its offset on the topic of commands. */
    public static final String COMMAND_DETAIL = "command";

    private static final Logger LOGGER = LoggerFactory.getLogger(LearnerWorker.class);

    /**
     * What an intervention takes.
     *
     * @param kept   earlier states to go back to
     * @param memory fills the learner's replay memory from the log, as far as the ledger goes
     */
    record Reversal(KeptVersions kept, Runnable memory) {}

    /**
     * What a learner receives and sends.
     *
     * @param arrivals what its intake has ready
     * @param commands what is asked of it
     * @param refusals takes a message that cannot be used, with the reason
     */
    record Ports(
            Handover arrivals,
            Commands commands,
            BiConsumer<Event<Unroll>, String> refusals,
            WeightsPublisher weights,
            EventSink<Update> updates,
            EventSink<Progress> progress) {}

    private final Run run;
    private final LearnerSettings settings;
    private final LedgerEntries entries;
    private final Ports ports;
    private final Learner learner;
    private final Unrolls unrolls;
    private final UnrollQueue queue;
    private final Deque<Update> toRepeat;
    private final Counting counting;
    private final Pace telling;
    private final Pace saving;
    private final CheckpointFile checkpoints;
    private final Reversal reversal;
    private final LogReach reach;
    private final LearnerMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration wait;

    /** For each partition, the offset behind the last unroll that came from the intake. */
    private final long[] positions;

    private boolean begun;
    private boolean finished;
    private boolean checkpointDue;
    private boolean unacknowledged;
    private long movedAtNanos;
    private long[] reportedNext = {};
    private boolean reportedPaused;

    /**
     * @param entries   writes what goes onto the ledger
     * @param unrolls   takes back what was learned from
     * @param positions for each partition, the offset that its intake begins at; the learner's own from here on
     * @param toRepeat  entries of the ledger beyond the checkpoint, oldest first
     * @param counting  how unrolls are counted
     * @param telling   how often others are told of updates
     * @param saving    how often a checkpoint that is due is written
     * @param reversal  what an intervention takes
     * @param reach     tells whether the log still reaches back to what a restart would read
     * @param clock     tells the time of what is sent
     * @param nanoTime  measures how long things take, as {@link System#nanoTime} does
     * @param wait      longest wait of a cycle for unrolls
     */
    LearnerWorker(
            Run run,
            LearnerSettings settings,
            LedgerEntries entries,
            Ports ports,
            Learner learner,
            Unrolls unrolls,
            UnrollQueue queue,
            long[] positions,
            List<Update> toRepeat,
            Counting counting,
            Pace telling,
            Pace saving,
            CheckpointFile checkpoints,
            Reversal reversal,
            LogReach reach,
            LearnerMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration wait) {
        this.run = run;
        this.settings = settings;
        this.entries = entries;
        this.ports = ports;
        this.learner = learner;
        this.unrolls = unrolls;
        this.queue = queue;
        this.positions = positions;
        this.toRepeat = new ArrayDeque<>(toRepeat);
        this.counting = counting;
        this.telling = telling;
        this.saving = saving;
        this.checkpoints = checkpoints;
        this.reversal = reversal;
        this.reach = reach;
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    @Override
    public String name() {
        return "learner";
    }

    /** {@inheritDoc} Returns the number of updates made: 0 or 1. */
    @Override
    public int runOnce() {
        if (!begun) {
            begin();
        }
        if (finished) {
            return 0;
        }
        reach.look();
        if (toRepeat.isEmpty()) {
            ports.commands().read(learner.version());
        }
        Batch batch = standsStill() ? null : nextBatch();
        if (batch == null) {
            receive();
            endWithTheRecord();
            reportChanges();
            return 0;
        }
        Intervention instead = insteadOfLearning();
        if (instead == null) {
            update(batch);
        } else {
            intervene(batch, instead);
        }
        movedAtNanos = nanoTime.getAsLong();
        return 1;
    }

    /** A paused learner waits for nothing but a command. */
    private boolean standsStill() {
        boolean still = toRepeat.isEmpty()
                && ports.commands().paused()
                && !ports.commands().waiting();
        if (still) {
            movedAtNanos = nanoTime.getAsLong();
        }
        return still;
    }

    private @Nullable Intervention insteadOfLearning() {
        Update entry = toRepeat.peek();
        return entry == null
                ? ports.commands().next(learner.version(), learner.learningRateFactor())
                : entry.getIntervention();
    }

    /** Whether the run's limit of steps is reached and everything about it is acknowledged. */
    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public void close() {
        try {
            learner.close();
        } finally {
            ports.commands().close();
        }
    }

    private void begin() {
        begun = true;
        if (run.getInitialWeights() != null && learner.version() == 0) {
            // From here on the other run may go on, or be deleted.
            save();
        } else if (learner.version() == 0 && reversal.kept().keeps(0)) {
            reversal.kept().keep(checkpoint());
        }
        movedAtNanos = nanoTime.getAsLong();
        if (toRepeat.isEmpty()) {
            publish();
            finishIfDone();
            report(null);
        } else {
            LOGGER.atInfo()
                    .addKeyValue("updates", toRepeat.size())
                    .log("making updates of the ledger again that the checkpoint does not hold");
        }
    }

    private @Nullable Batch nextBatch() {
        Update entry = toRepeat.peek();
        return entry == null
                ? queue.take(learner.version())
                : queue.takeAgain(counted(entry.getConsumed(), entry), counted(entry.getDropped(), entry));
    }

    private List<Place> counted(List<ConsumedUnroll> consumed, Update entry) {
        return consumed.stream().map(one -> counting.counted(one, entry)).toList();
    }

    private void receive() {
        long before = nanoTime.getAsLong();
        List<Arrival> arrivals = ports.arrivals().take(wait);
        metrics.waited(LearnerMetrics.UNROLLS, Duration.ofNanos(nanoTime.getAsLong() - before));
        arrivals.forEach(this::receive);
        if (nanoTime.getAsLong() - movedAtNanos > settings.patience().toNanos()) {
            throw new BusException(whyNothingMoves());
        }
    }

    private String whyNothingMoves() {
        String since = "No unroll for " + settings.patience().toSeconds() + " s: ";
        Update entry = toRepeat.peek();
        return entry == null
                ? since + queue.size() + " of " + run.getLanes() + " unrolls for update " + (learner.version() + 1)
                        + " are here. " + whoseDuty()
                : since + "update " + entry.getVersion() + " stands on the ledger, but not all unrolls that it names"
                        + " are on the transitions topic any more. Give back the broker's data, or begin a run of"
                        + " another name.";
    }

    private String whoseDuty() {
        return run.getSource() == null
                ? "Check that an env-service and an actor of this run are running."
                : "Check that the transitions of run " + run.getSource() + " are whole.";
    }

    /** A record that was followed may turn out to be over after all of it was learned from. */
    private void endWithTheRecord() {
        finishIfDone();
        if (finished) {
            tell();
            save();
            report(null);
        }
    }

    /** Lanes hold back by the numbers in progress: told of nothing, they would wait for ever. */
    private void reportChanges() {
        if (!finished
                && toRepeat.isEmpty()
                && (!Arrays.equals(reportedNext, queue.next())
                        || reportedPaused != ports.commands().paused())) {
            report(null);
        }
    }

    private void receive(Arrival arrival) {
        ReceivedUnroll received = arrival.received();
        positions[received.partition()] = received.offset() + 1;
        Offer offer = toRepeat.isEmpty() ? queue.offer(received, learner.version()) : queue.offerAgain(received);
        switch (offer) {
            case ACCEPTED, TOO_OLD -> movedAtNanos = nanoTime.getAsLong();
            case SEEN_BEFORE -> {
                metrics.dropped("seen-before", received.lane());
                unrolls.giveBack(received.unroll());
            }
            case TOO_FAR_AHEAD -> {
                ports.refusals().accept(arrival.event(), whyTooFarAhead(received));
                unrolls.giveBack(received.unroll());
            }
        }
    }

    private String whyTooFarAhead(ReceivedUnroll received) {
        return "Lane " + received.lane() + " sent unroll " + received.number() + " while unroll "
                + queue.next()[received.lane()] + " is the next to be learned from and the run allows a lag of "
                + run.getMaxPolicyLag() + ". Its sender does not hold back by this run's progress.";
    }

    private void update(Batch batch) {
        double policyLag = policyLag(batch);
        long stepsBefore = learner.steps();
        long began = nanoTime.getAsLong();
        UpdateReport report;
        try {
            report = learner.update(batch.learned());
        } catch (DivergedException diverged) {
            recover(batch, diverged);
            return;
        }
        giveBack(batch);
        Duration time = Duration.ofNanos(nanoTime.getAsLong() - began);
        PublishedWeights weights = learner.weights();
        Update entry = entries.learned(batch, report, policyLag, weights, learner.steps());
        batch.dropped().forEach(dropped -> metrics.dropped("policy-lag", dropped.lane()));
        if (enter(entry)) {
            ports.commands().learned(entry);
        }
        keepWeights(entry, weights);
        finishIfDone();
        boolean told = toRepeat.isEmpty() && (telling.due() || finished);
        if (told) {
            tell();
        }
        reach.learned(entry);
        metrics.updated(entry, learner.steps() - stepsBefore, time);
        metrics.replayed(learner.replay());
        metrics.carried(learner.state());
        passOn(learner.remark());
        saveIfDue();
        if (told) {
            report(null);
        }
    }

    private void saveIfDue() {
        checkpointDue |= learner.version() % settings.checkpointEvery() == 0;
        if (finished || (checkpointDue && saving.due())) {
            save();
        }
    }

    /** Does something in the place of learning from a batch, which is dropped. */
    private void intervene(Batch batch, Intervention intervention) {
        if (intervention.getKind() == InterventionKind.ROLLBACK) {
            learner.goBack(reversal.kept().load(intervention.getToVersion()), intervention.getLearningRateFactor());
        } else {
            learner.stand();
        }
        giveBack(batch);
        PublishedWeights weights = learner.weights();
        Update entry = entries.intervened(batch, intervention, weights, learner.steps());
        batch.dropped().forEach(dropped -> metrics.dropped("policy-lag", dropped.lane()));
        batch.learned().forEach(dropped -> metrics.dropped("intervention", dropped.lane()));
        boolean fresh = enter(entry);
        keepWeights(entry, weights);
        if (toRepeat.isEmpty()) {
            tell();
        }
        metrics.intervened(entry);
        finishIfDone();
        save();
        if (fresh) {
            ports.commands().done(entry);
        }
        if (toRepeat.isEmpty()) {
            report(null);
        }
    }

    /** Goes back from numbers that are not finite, or stops with them. */
    private void recover(Batch batch, DivergedException diverged) {
        Intervention own = toRepeat.isEmpty() ? ownRollback(diverged) : null;
        if (own == null) {
            // The lanes and whoever watches should know why nothing comes any more.
            report(diverged.getMessage());
            throw diverged;
        }
        if (learner.memory() > 0) {
            // The broken-off update has put steps into it that the ledger says were dropped.
            learner.forget();
            reversal.memory().run();
        }
        intervene(batch, own);
    }

    private @Nullable Intervention ownRollback(DivergedException diverged) {
        return settings.onDivergence() == OnDivergence.ROLLBACK
                ? ports.commands()
                        .own(
                                String.valueOf(diverged.getMessage()),
                                learner.version(),
                                learner.learningRateFactor(),
                                settings.mostRollbacks())
                : null;
    }

    /** Another run's versions are none of this one's: how far they lie apart means nothing. */
    private double policyLag(Batch batch) {
        if (run.getSource() != null) {
            return 0;
        }
        batch.learned().forEach(learned -> metrics.sampled(learned.unroll().weightsVersions(), learner.version()));
        return learner.policyLag(batch.learned());
    }

    private void passOn(@Nullable String remark) {
        if (remark != null) {
            LOGGER.atWarn()
                    .addKeyValue("weightsVersion", learner.version())
                    .addKeyValue("remark", remark)
                    .log("the algorithm has a remark");
        }
    }

    /** From here on only where the unrolls stand is of interest. */
    private void giveBack(Batch batch) {
        batch.learned().forEach(learned -> unrolls.giveBack(learned.unroll()));
        batch.dropped().forEach(dropped -> unrolls.giveBack(dropped.unroll()));
    }

    /** Enters an update into the ledger, or holds it to the entry that is there already; says whether it was new. */
    private boolean enter(Update entry) {
        Update before = toRepeat.poll();
        if (before == null) {
            ports.updates().send(0, POLICY, entry);
            unacknowledged = true;
        } else if (!before.getWeightsSha256().equals(entry.getWeightsSha256())) {
            throw new LedgerException("Update " + entry.getVersion()
                    + " was made again from the unrolls that the ledger names, but gave other weights: "
                    + entry.getWeightsSha256() + " instead of " + before.getWeightsSha256() + ". The ledger's entry was"
                    + " made by " + before.getEngine() + ", this one by " + entry.getEngine()
                    + ". Go on with the same engine on the same kind of processor.");
        }
        return before == null;
    }

    /** What stands on the ledger is acknowledged before the weights that it names are published. */
    private void tell() {
        acknowledge();
        publish();
    }

    private void acknowledge() {
        if (unacknowledged) {
            ports.updates().flush();
            unacknowledged = false;
        }
    }

    private void publish() {
        ports.weights().publish(learner.weights(), clock.instant());
    }

    /** Also where the update was made before: whoever made it may have been killed before it kept them. */
    private void keepWeights(Update entry, PublishedWeights weights) {
        if (entry.getKept()) {
            acknowledge();
            ports.weights().keep(weights, clock.instant());
        }
    }

    private void finishIfDone() {
        finished = toRepeat.isEmpty() && (learner.steps() >= settings.steps() || counting.over(learner.version()));
    }

    /**
     * Keeps the version first: what goes back to it needs a checkpoint that is not before it. And no checkpoint is ahead of
     * the ledger.
     */
    private void save() {
        checkpointDue = false;
        acknowledge();
        Checkpoint checkpoint = checkpoint();
        if (reversal.kept().keeps(learner.version())) {
            reversal.kept().keep(checkpoint);
        }
        checkpoints.save(checkpoint);
        reach.saved(checkpoint);
    }

    private Checkpoint checkpoint() {
        Checkpoint.Builder checkpoint = Checkpoint.newBuilder()
                .setRun(run.getRun())
                .setPolicy(POLICY)
                .setSettingsHash(run.getSettingsHash())
                .setNextUnrolls(Arrays.stream(queue.next()).boxed().toList())
                .setPositions(readFrom())
                .setSavedAt(clock.instant());
        learner.save(checkpoint);
        return checkpoint.build();
    }

    /** What the intake holds and has not handed over is read again: it stands beyond these positions. */
    private List<Long> readFrom() {
        return IntStream.range(0, positions.length)
                .mapToObj(partition -> queue.readFrom(partition, positions[partition]))
                .toList();
    }

    private void report(@Nullable String failure) {
        reportedNext = queue.next();
        reportedPaused = ports.commands().paused();
        ports.progress()
                .send(
                        0,
                        name(),
                        Progress.newBuilder()
                                .setLearner(name())
                                .setVersion(learner.version())
                                .setSteps(learner.steps())
                                .setNextUnrolls(
                                        Arrays.stream(reportedNext).boxed().toList())
                                .setFinished(finished)
                                .setFailure(failure)
                                .setPaused(reportedPaused)
                                .setReportedAt(clock.instant())
                                .build());
        ports.progress().flush();
    }
}
