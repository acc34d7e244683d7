package io.millrace.learner.records;

import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.schemas.Topics;
import java.util.List;

/** What a run needs that learns from records: which parts they are, how they are dealt, and how they are read. */
public final class RecordIntake {

    private final Bus bus;
    private final Run run;
    private final List<SourcePiece> pieces;
    private final Deal deal;

    /**
     * @param run    registered
     * @param passes how often the records are learned from
     */
    public RecordIntake(Bus bus, Run run, int passes) {
        this.bus = bus;
        this.run = run;
        pieces = RecordSources.of(bus, run);
        List<RecordPiece> parts = pieces.stream().map(SourcePiece::piece).toList();
        deal = run.getFollows() ? Deal.following(parts.get(0)) : new Deal(parts, run.getLanes(), passes);
    }

    /** The parts, in the order in which they are learned from. */
    public List<SourcePiece> pieces() {
        return pieces;
    }

    /** How their unrolls are dealt. */
    public Deal deal() {
        return deal;
    }

    /** Environment steps in all that there is to learn from; a number beyond all others where no end is known. */
    public long steps() {
        long perRound = (long) run.getLanes() * run.getEnvironmentsPerLane() * run.getUnrollLength();
        return deal.end() > Long.MAX_VALUE / perRound ? Long.MAX_VALUE : deal.end() * perRound;
    }

    /** Partitions of the topic with the most of them. */
    public int partitions() {
        return pieces.stream()
                .mapToInt(piece -> piece.run().getPartitions())
                .max()
                .orElse(1);
    }

    /**
     * Its unrolls, dealt.
     *
     * @param counted     what the next unroll of each lane is counted as
     * @param unrollBytes about as many bytes as an unroll has
     */
    public RecordLog unrolls(long counted, int unrollBytes) {
        return new RecordLog(
                bus,
                new Topics(run.getRun(), run.getPartitions()),
                pieces,
                deal,
                counted,
                unrollBytes,
                run.getFollows() ? new SourceProgress(bus, pieces.get(0)) : null);
    }
}
