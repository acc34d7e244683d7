package io.millrace.learner;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.util.List;

/**
 * Whose unrolls a run learned from, and how it counted them: its own, or another run's record pass after pass. The one
 * place of training again that knows of records of other runs.
 *
 * @param run      that learned
 * @param recorder whose unrolls they are
 * @param passes   how the run counted them
 */
record ReplayedRecord(Run run, Run recorder, Passes passes) {

    /**
     * Of a run that learned before.
     *
     * @param folder of the run's checkpoint, where a learner notes how much of a record it learns from; may be missing
     * @throws UserMistake if the run whose record it learned from is not on the bus any more
     */
    static ReplayedRecord of(Bus bus, Run run, LearnerSettings settings, Path folder) {
        if (run.getSource() == null) {
            return new ReplayedRecord(run, run, Passes.ENDLESS);
        }
        SourceRun source = SourceRun.of(bus, run);
        SourceFile noted = new SourceFile(folder);
        long rounds = noted.isThere() ? noted.rounds(source.rounds()) : source.rounds();
        return new ReplayedRecord(run, source.run(), new Passes(rounds, settings.passes()));
    }

    /** The settings of the learner as it had them: it ends with the record, if it would not end before. */
    LearnerSettings ending(LearnerSettings settings) {
        return run.getSource() == null ? settings : settings.endingAfter(LearnerService.steps(run, passes));
    }

    /** Where an unroll stands that the ledger names. */
    Topic<Unroll> transitions(ConsumedUnroll named) {
        return new Topics(recorder.getRun(), recorder.getPartitions()).transitions();
    }

    /** Name of the run that recorded it. */
    String recorder(ConsumedUnroll named) {
        return recorder.getRun();
    }

    /** Partitions of the transitions. */
    int partitions() {
        return recorder.getPartitions();
    }

    /** What the unrolls that an update learned from were counted as. */
    List<Place> counted(Update entry) {
        return passes.counted(entry.getConsumed(), entry);
    }

    /** What the unrolls were counted as that an update passed over. */
    List<Place> countedOfDropped(Update entry) {
        return passes.counted(entry.getDropped(), entry);
    }
}
