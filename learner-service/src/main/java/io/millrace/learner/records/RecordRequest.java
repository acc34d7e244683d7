package io.millrace.learner.records;

import java.util.List;

/**
 * What a run is to learn from.
 *
 * @param names what to learn from, one after the other; none where the run learns from its own unrolls
 * @param range which part of each run
 * @param reach whether it ends where the record ends now
 */
public record RecordRequest(List<SourceName> names, RecordRange range, Reach reach) {

    /** How far a record is learned from. */
    public enum Reach {
        /** As it stands when the run is registered. */
        AS_IT_STANDS,
        /** As it grows, until its run ends. */
        AS_IT_GROWS
    }

    public RecordRequest {
        names = List.copyOf(names);
    }
}
