package io.millrace.datasets.minari;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.millrace.datasets.parquet.ParquetOutput;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.StepRow;
import io.millrace.policy.space.ActionSpace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes one episode as a Parquet file of one row group. It has one row more than the episode has steps: the last holds
 * what the last step led to, and zeros where a step would be.
 */
final class MinariEpisode {

    private static final String OBSERVATIONS = "observations";
    private static final String ACTIONS = "actions";

    private final RowShape shape;
    private final MessageType schema;

    MinariEpisode(RowShape shape) {
        this.shape = shape;
        this.schema = schema(shape.discrete());
    }

    /**
     * Writes the file.
     *
     * @param steps     of one episode or a part of it, at least one
     * @param after     observation behind the last step
     * @param maskAfter mask that belongs to it; null where all actions are allowed
     */
    void write(Path file, List<StepRow> steps, float[] after, byte @Nullable [] maskAfter) throws IOException {
        try (ParquetOutput out = new ParquetOutput(
                schema,
                List.of(OBSERVATIONS + ".list.element"),
                Map.of(),
                new BufferedOutputStream(Files.newOutputStream(file)))) {
            ColumnWriter[] columns = schema.getPaths().stream().map(out::column).toArray(ColumnWriter[]::new);
            for (int at = 0; at < steps.size(); at++) {
                write(columns, steps.get(at), at == steps.size() - 1);
                requireOneGroup(out.endRow());
            }
            writeEnd(columns, after, maskAfter);
            requireOneGroup(out.endRow());
        }
    }

    private static MessageType schema(boolean discrete) {
        return new MessageType(
                "schema",
                Types.requiredList().requiredElement(FLOAT).named(OBSERVATIONS),
                discrete
                        ? Types.required(INT64).named(ACTIONS)
                        : Types.requiredList().requiredElement(FLOAT).named(ACTIONS),
                Types.required(DOUBLE).named("rewards"),
                Types.required(BOOLEAN).named("terminations"),
                Types.required(BOOLEAN).named("truncations"),
                new GroupType(Repetition.REQUIRED, "infos", infos(discrete)));
    }

    private static List<Type> infos(boolean discrete) {
        Type chance = Types.required(FLOAT).named("log_probability");
        Type version = Types.required(INT64).named("weights_version");
        Type mask = Types.requiredList().requiredElement(BOOLEAN).named("action_mask");
        return discrete ? List.of(chance, version, mask) : List.of(chance, version);
    }

    /** Minari has no episode that goes on behind its last step: one that does was cut there. */
    private void write(ColumnWriter[] columns, StepRow step, boolean last) {
        int at = 0;
        floats(columns[at++], step.observation());
        if (shape.discrete()) {
            columns[at++].write((long) step.action()[0], 0, 0);
        } else {
            floats(columns[at++], step.action());
        }
        columns[at++].write((double) step.reward(), 0, 0);
        columns[at++].write(step.terminated(), 0, 0);
        columns[at++].write(step.truncated() || (last && !step.terminated()), 0, 0);
        columns[at++].write(step.logProbability(), 0, 0);
        columns[at++].write(step.weightsVersion(), 0, 0);
        if (at < columns.length) {
            flags(columns[at], step.actionMask());
        }
    }

    private void writeEnd(ColumnWriter[] columns, float[] after, byte @Nullable [] maskAfter) {
        int at = 0;
        floats(columns[at++], after);
        if (shape.discrete()) {
            columns[at++].write(0L, 0, 0);
        } else {
            floats(columns[at++], new float[shape.actionSpace().width()]);
        }
        columns[at++].write(0.0, 0, 0);
        columns[at++].write(false, 0, 0);
        columns[at++].write(false, 0, 0);
        columns[at++].write(0f, 0, 0);
        columns[at++].write(0L, 0, 0);
        if (at < columns.length) {
            flags(columns[at], maskAfter);
        }
    }

    private static void floats(ColumnWriter column, float[] values) {
        for (int i = 0; i < values.length; i++) {
            column.write(values[i], i == 0 ? 0 : 1, 1);
        }
    }

    private void flags(ColumnWriter column, byte @Nullable [] mask) {
        byte[] flags = mask == null ? all() : mask;
        for (int i = 0; i < flags.length; i++) {
            column.write(flags[i] != 0, i == 0 ? 0 : 1, 1);
        }
    }

    private byte[] all() {
        byte[] all = new byte[shape.actionSpace() instanceof ActionSpace.Discrete discrete ? discrete.choices() : 0];
        Arrays.fill(all, (byte) 1);
        return all;
    }

    private static void requireOneGroup(boolean another) {
        if (another) {
            throw new IllegalStateException("An episode has one row group: Minari takes each for an episode");
        }
    }
}
