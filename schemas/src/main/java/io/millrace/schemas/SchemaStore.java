package io.millrace.schemas;

import io.millrace.messages.ActionBatch;
import io.millrace.messages.Annotation;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.Command;
import io.millrace.messages.Dataset;
import io.millrace.messages.Episode;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.messages.WeightsPart;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore.Cache;

/**
 * The schemas that records may be written with, by fingerprint: today's, and those of every release
 * whose records must stay readable. When a release changes a schema, its old form is kept as a
 * resource and added here.
 */
public final class SchemaStore {

    private static final List<Schema> CURRENT = List.of(
            Run.getClassSchema(),
            ObservationBatch.getClassSchema(),
            ActionBatch.getClassSchema(),
            Unroll.getClassSchema(),
            Episode.getClassSchema(),
            WeightsPart.getClassSchema(),
            Update.getClassSchema(),
            Progress.getClassSchema(),
            Statistics.getClassSchema(),
            Command.getClassSchema(),
            Annotation.getClassSchema(),
            RejectedRecord.getClassSchema(),
            Checkpoint.getClassSchema(),
            Dataset.getClassSchema());

    private SchemaStore() {}

    /** Today's schema of every message. */
    public static List<Schema> current() {
        return CURRENT;
    }

    static Cache known() {
        Cache store = new Cache();
        CURRENT.forEach(store::addSchema);
        return store;
    }
}
