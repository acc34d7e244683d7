package io.millrace.app.offpolicy;

import io.millrace.runtime.worker.UserMistake;

/**
 * What is read of a record.
 *
 * @param from      first offset of each partition
 * @param to        offset behind the last one of each partition
 * @param mostSteps that are held; at least 1
 */
public record RecordRange(long from, long to, int mostSteps) {

    public RecordRange {
        if (from < 0 || to <= from) {
            throw new UserMistake("--from " + from + " --to " + to + " is an empty range of offsets. --from is 0 or"
                    + " more, and --to is the offset behind the last record.");
        }
        if (mostSteps < 1) {
            throw new UserMistake("--most-steps is " + mostSteps + ", but at least 1 has to be held.");
        }
    }
}
