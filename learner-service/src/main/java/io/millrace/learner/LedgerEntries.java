package io.millrace.learner;

import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.learner.experience.UnrollQueue.Batch;
import io.millrace.learner.records.Counting;
import io.millrace.learner.records.Counting.Recorded;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Intervention;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.weights.PublishedWeights;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Writes the entries of a run's ledger. */
final class LedgerEntries {

    private static final UpdateReport NOTHING_LEARNED = new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0);

    private final Run run;
    private final String engine;
    private final Counting counting;
    private final LongPredicate kept;
    private final InstantSource clock;

    /**
     * @param engine what computes, in words
     * @param counting how unrolls are counted
     * @param kept     whether the weights of a version are to stay for ever
     */
    LedgerEntries(Run run, String engine, Counting counting, LongPredicate kept, InstantSource clock) {
        this.run = run;
        this.engine = engine;
        this.counting = counting;
        this.kept = kept;
        this.clock = clock;
    }

    /** Of an update that learned from a batch; the weights and steps are those after it. */
    Update learned(Batch batch, UpdateReport report, double policyLag, PublishedWeights weights, long steps) {
        return entry(report, policyLag, weights, steps)
                .setConsumed(consumed(batch.learned().stream()))
                .setDropped(consumed(batch.dropped().stream()))
                .build();
    }

    /** Of an intervention that came in the place of learning from a batch. */
    Update intervened(Batch batch, Intervention intervention, PublishedWeights weights, long steps) {
        return entry(NOTHING_LEARNED, 0, weights, steps)
                .setConsumed(List.of())
                .setDropped(consumed(Stream.concat(batch.dropped().stream(), batch.learned().stream())))
                .setIntervention(intervention)
                .build();
    }

    private Update.Builder entry(UpdateReport report, double policyLag, PublishedWeights weights, long steps) {
        return Update.newBuilder()
                .setPolicy(LearnerWorker.POLICY)
                .setVersion(weights.version())
                .setSettingsHash(run.getSettingsHash())
                .setEngine(engine)
                .setRandomState(new CounterRandom(run.getSeed())
                        .at(Purpose.MINIBATCHES, weights.version(), 0, 0)
                        .state())
                .setSteps(steps)
                .setPolicyLoss(report.policyLoss())
                .setValueLoss(report.valueLoss())
                .setEntropy(report.entropy())
                .setApproximateKl(report.approximateKl())
                .setClipFraction(report.clipFraction())
                .setExplainedVariance(report.explainedVariance())
                .setGradientNorm(report.gradientNorm())
                .setPolicyLag(policyLag)
                .setWeightsSha256(weights.sha256())
                .setKept(kept.test(weights.version()))
                .setUpdatedAt(clock.instant());
    }

    private List<ConsumedUnroll> consumed(Stream<ReceivedUnroll> unrolls) {
        return unrolls.map(this::consumed).toList();
    }

    private ConsumedUnroll consumed(ReceivedUnroll received) {
        Recorded recorded = counting.recorded(received.lane(), received.number());
        return new ConsumedUnroll(
                recorded.lane(), recorded.number(), received.partition(), received.offset(), recorded.piece());
    }
}
