package io.millrace.learner;

import io.millrace.learner.algorithms.DivergedException;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.LaterSettings;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trains again what a run learned: makes every update of its ledger anew, in the ledger's order, each from exactly the
 * unrolls that its entry names, and holds the weights to the SHA-256 that the entry tells. Nothing is written to any
 * topic. Besides the learner's own memory it holds the unrolls of one update, what was fetched ahead of it, and the
 * states that later entries go back to, of which a run has no more than its learner kept. One thread at a time.
 */
public final class ReTraining implements AutoCloseable {

    /**
     * The first update that did not give the ledger's weights.
     *
     * @param version       that it made
     * @param ledger        SHA-256 of the weights by the ledger
     * @param again         SHA-256 of the weights made again; null where it gave none
     * @param reason        why it gave none; null where it gave some
     * @param ledgerEngine  what computed the entry, in words
     * @param engine        what computed it again
     * @param unrolls       what the update learned from, as the ledger names it; empty for an intervention
     */
    public record Difference(
            long version,
            String ledger,
            @Nullable String again,
            @Nullable String reason,
            String ledgerEngine,
            String engine,
            List<ConsumedUnroll> unrolls) {

        public Difference {
            unrolls = List.copyOf(unrolls);
        }
    }

    private final Run run;
    private final LedgerPlan plan;
    private final LedgerLog ledger;
    private final LoggedUnrolls log;
    private final FreshLearner fresh;
    private final Unrolls unrolls;
    private final Reached reached;
    private final Map<Long, Checkpoint> earlier = new HashMap<>();

    private ReTraining(
            Run run,
            LedgerPlan plan,
            LedgerLog ledger,
            LoggedUnrolls log,
            FreshLearner fresh,
            Unrolls unrolls,
            Reached reached) {
        this.run = run;
        this.plan = plan;
        this.ledger = ledger;
        this.log = log;
        this.fresh = fresh;
        this.unrolls = unrolls;
        this.reached = reached;
    }

    /**
     * Of a run, from its first update on.
     *
     * @param run       as it is registered
     * @param toVersion the last version to be made again; null for all that the ledger holds now
     * @param initial   finds another run's weights, if the run began with them
     * @throws UserMistake     if there is nothing to be made again, or what it takes is not here
     * @throws LedgerException if the ledger is not whole, or not this run's
     */
    public static ReTraining of(Bus bus, Run run, @Nullable Long toVersion, InitialWeightsSource initial) {
        LedgerPlan plan = LedgerPlan.of(bus, run, toVersion);
        Settings settings =
                LaterSettings.completed(Settings.parse(run.getSettings(), "the settings of run " + run.getRun()));
        LearnerSettings given = settings.bind("learner", LearnerSettings.class);
        ReplayedRecord record = ReplayedRecord.of(bus, run, given);
        InitialWeights wanted = run.getInitialWeights();
        FreshLearner fresh = FreshLearner.of(
                run,
                settings,
                record.ending(given),
                wanted == null
                        ? null
                        : InitialWeightsSource.published(bus, run, initial).exactly(wanted),
                StageWaits.UNHEARD,
                System::nanoTime);
        Unrolls unrolls = new Unrolls(UnrollShape.of(run), 2 * run.getLanes());
        return new ReTraining(
                run,
                plan,
                LedgerPlan.open(bus, run),
                new LoggedUnrolls(bus, run, record, unrolls),
                fresh,
                unrolls,
                new Reached(run.getLanes(), record));
    }

    /** The last version that is to be made again. */
    public long lastVersion() {
        return plan.last();
    }

    /** Environment steps that the run had learned from at that version. */
    public long lastSteps() {
        return plan.steps();
    }

    /** The version that was made last; 0 before the first. */
    public long version() {
        return fresh.learner().version();
    }

    /** Environment steps learned from up to {@link #version}. */
    public long steps() {
        return fresh.learner().steps();
    }

    /** What computes, in words. */
    public String engine() {
        return fresh.engine();
    }

    /** SHA-256 of the weights of {@link #version}. */
    public String sha256() {
        return fresh.learner().weights().sha256();
    }

    /** Whether there is another update to be made. */
    public boolean hasNext() {
        return version() < plan.last();
    }

    /**
     * Makes the next update again.
     *
     * @return how it differs from the ledger's; null if it does not
     * @throws DamagedLogException if an unroll that the ledger names cannot be read, or is another one
     * @throws LedgerException     if the ledger was changed since this began
     */
    public @Nullable Difference next() {
        keepWhatIsGoneBackTo();
        Update entry = ledger.next();
        if (entry == null) {
            throw new LedgerException("The ledger of run \"" + run.getRun() + "\" ended at version " + version()
                    + " while it was read, and reached to " + plan.last() + " before. Begin again.");
        }
        try {
            make(entry);
        } catch (DivergedException diverged) {
            return difference(entry, null, diverged.getMessage());
        }
        reached.pass(entry);
        String again = sha256();
        return again.equals(entry.getWeightsSha256()) ? null : difference(entry, again, null);
    }

    /** All that a learner of this run needs to go on after {@link #version}. */
    public Checkpoint checkpoint(Instant now) {
        Checkpoint.Builder checkpoint = Checkpoint.newBuilder()
                .setRun(run.getRun())
                .setPolicy(LearnerWorker.POLICY)
                .setSettingsHash(run.getSettingsHash())
                .setNextUnrolls(reached.nextUnrolls())
                .setPositions(reached.positions())
                .setSavedAt(now);
        fresh.learner().save(checkpoint);
        return checkpoint.build();
    }

    @Override
    public void close() {
        try {
            fresh.learner().close();
        } finally {
            log.close();
            ledger.close();
        }
    }

    private void make(Update entry) {
        Intervention intervention = entry.getIntervention();
        Learner learner = fresh.learner();
        if (intervention == null) {
            List<ReceivedUnroll> learned = log.of(entry);
            // What it has to say of it was said when the run learned.
            var unused = learner.update(learned);
            learned.forEach(received -> unrolls.giveBack(received.unroll()));
        } else if (intervention.getKind() == InterventionKind.ROLLBACK) {
            learner.goBack(stateOf(intervention.getToVersion(), entry), intervention.getLearningRateFactor());
        } else {
            learner.stand();
        }
    }

    private void keepWhatIsGoneBackTo() {
        if (plan.lastUse().containsKey(version())) {
            earlier.put(version(), checkpoint(Instant.EPOCH));
        }
    }

    private Checkpoint stateOf(long version, Update entry) {
        Checkpoint state = Objects.requireNonNull(earlier.get(version), "the plan names every version gone back to");
        if (Objects.equals(plan.lastUse().get(version), entry.getVersion())) {
            earlier.remove(version);
        }
        return state;
    }

    private Difference difference(Update entry, @Nullable String again, @Nullable String reason) {
        return new Difference(
                entry.getVersion(),
                entry.getWeightsSha256(),
                again,
                reason,
                entry.getEngine(),
                fresh.engine(),
                entry.getConsumed());
    }
}
