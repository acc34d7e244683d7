package io.millrace.learner;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.learner.records.Counting;
import io.millrace.learner.records.RecordIntake;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose unrolls a run learned from, and how it counted them: its own, or what others recorded. The one place of training
 * again that knows of records of other runs.
 */
final class ReplayedRecord {

    private final Run run;
    private final @Nullable RecordIntake records;
    private final Counting counting;

    private ReplayedRecord(Run run, @Nullable RecordIntake records) {
        this.run = run;
        this.records = records;
        counting = records == null ? Counting.OWN : records.deal();
    }

    /**
     * Of a run that learned before.
     *
     * @throws UserMistake if a run whose record it learned from is not on the bus any more
     */
    static ReplayedRecord of(Bus bus, Run run, LearnerSettings settings) {
        return new ReplayedRecord(run, run.getSource() == null ? null : new RecordIntake(bus, run, settings.passes()));
    }

    /** The settings of the learner as it had them: it ends with the record, if it would not end before. */
    LearnerSettings ending(LearnerSettings settings) {
        return records == null ? settings : settings.endingAfter(records.steps());
    }

    /** Where an unroll stands that the ledger names. */
    Topic<Unroll> transitions(ConsumedUnroll named) {
        Run recorder = recorder(named);
        return new Topics(recorder.getRun(), recorder.getPartitions()).transitions();
    }

    /** The run that recorded it. */
    Run recorder(ConsumedUnroll named) {
        return records == null ? run : records.pieces().get(named.getSource()).run();
    }

    /** Partitions of the transitions; of several topics, of the one with the most. */
    int partitions() {
        return records == null ? run.getPartitions() : records.partitions();
    }

    /** What the unrolls that an update learned from were counted as. */
    List<Place> counted(Update entry) {
        return counted(entry.getConsumed(), entry);
    }

    /** What the unrolls were counted as that an update passed over. */
    List<Place> countedOfDropped(Update entry) {
        return counted(entry.getDropped(), entry);
    }

    private List<Place> counted(List<ConsumedUnroll> unrolls, Update entry) {
        return unrolls.stream().map(unroll -> counting.counted(unroll, entry)).toList();
    }
}
