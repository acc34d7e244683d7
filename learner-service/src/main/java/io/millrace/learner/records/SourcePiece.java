package io.millrace.learner.records;

import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;

/**
 * A part of a record, and the run that recorded it.
 *
 * @param piece which part
 * @param run   as it is registered
 */
public record SourcePiece(RecordPiece piece, Run run) {

    /** Where its unrolls are. */
    public Topic<Unroll> transitions() {
        return topics().transitions();
    }

    Topics topics() {
        return new Topics(run.getRun(), run.getPartitions());
    }

    /** Unrolls in it. */
    long unrolls() {
        return piece.getRounds() * piece.getLanes();
    }
}
