package io.millrace.datasets.rows;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.millrace.datasets.parquet.ParquetOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Writes rows as a Parquet file, its pages compressed by zstd. */
public final class ParquetRowWriter implements RowWriter {

    private final boolean discrete;
    private final ParquetOutput file;
    private final List<String[]> paths;
    private ColumnWriter[] columns;

    /** @param out is closed with the writer */
    public ParquetRowWriter(RowShape shape, Map<String, String> metadata, OutputStream out) throws IOException {
        this.discrete = shape.discrete();
        MessageType schema = schema(discrete);
        this.paths = schema.getPaths();
        this.file = new ParquetOutput(
                schema,
                List.of(
                        Columns.OBSERVATION + ".list.element",
                        Columns.NEXT_OBSERVATION + ".list.element",
                        Columns.LOG_PROBABILITY),
                metadata,
                out);
        this.columns = columns();
    }

    /** The schema of a row: lists as the format's own rule has it, three levels deep. */
    public static MessageType schema(boolean discrete) {
        return new MessageType(
                "step",
                Types.required(BINARY).as(LogicalTypeAnnotation.stringType()).named(Columns.RUN),
                Types.required(INT32).named(Columns.LANE),
                Types.required(INT32).named(Columns.ENVIRONMENT),
                Types.required(INT64).named(Columns.EPISODE),
                Types.required(INT32).named(Columns.STEP),
                Types.requiredList().requiredElement(FLOAT).named(Columns.OBSERVATION),
                discrete
                        ? Types.required(INT32).named(Columns.ACTION)
                        : Types.requiredList().requiredElement(FLOAT).named(Columns.ACTION),
                optionalList(FLOAT, Columns.SAMPLED),
                optionalList(BOOLEAN, Columns.ACTION_MASK),
                Types.required(FLOAT).named(Columns.LOG_PROBABILITY),
                Types.required(FLOAT).named(Columns.REWARD),
                Types.required(BOOLEAN).named(Columns.TERMINATED),
                Types.required(BOOLEAN).named(Columns.TRUNCATED),
                optionalList(FLOAT, Columns.NEXT_OBSERVATION),
                optionalList(BOOLEAN, Columns.NEXT_ACTION_MASK),
                Types.required(INT64).named(Columns.WEIGHTS_VERSION),
                Types.required(INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                        .named(Columns.TIME));
    }

    private static Type optionalList(PrimitiveTypeName element, String name) {
        return Types.optionalList().requiredElement(element).named(name);
    }

    /** In the order of the schema. */
    @Override
    public void write(StepRow row) throws IOException {
        int at = 0;
        columns[at++].write(Binary.fromString(row.run()), 0, 0);
        columns[at++].write(row.lane(), 0, 0);
        columns[at++].write(row.environment(), 0, 0);
        columns[at++].write(row.episode(), 0, 0);
        columns[at++].write(row.step(), 0, 0);
        floats(columns[at++], row.observation(), 1);
        if (discrete) {
            columns[at++].write((int) row.action()[0], 0, 0);
        } else {
            floats(columns[at++], row.action(), 1);
        }
        floats(columns[at++], row.sampled(), 2);
        flags(columns[at++], row.actionMask());
        columns[at++].write(row.logProbability(), 0, 0);
        columns[at++].write(row.reward(), 0, 0);
        columns[at++].write(row.terminated(), 0, 0);
        columns[at++].write(row.truncated(), 0, 0);
        floats(columns[at++], row.nextObservation(), 2);
        flags(columns[at++], row.nextActionMask());
        columns[at++].write(row.weightsVersion(), 0, 0);
        columns[at].write(row.time(), 0, 0);
        if (file.endRow()) {
            columns = columns();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** @param depth how many levels a value that is there has: the list may be missing, and is repeated */
    private static void floats(ColumnWriter column, float @Nullable [] values, int depth) {
        if (values == null) {
            column.writeNull(0, 0);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            column.write(values[i], i == 0 ? 0 : 1, depth);
        }
    }

    private static void flags(ColumnWriter column, byte @Nullable [] values) {
        if (values == null) {
            column.writeNull(0, 0);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            column.write(values[i] != 0, i == 0 ? 0 : 1, 2);
        }
    }

    private ColumnWriter[] columns() {
        List<ColumnWriter> writers = new ArrayList<>();
        paths.forEach(path -> writers.add(file.column(path)));
        return writers.toArray(ColumnWriter[]::new);
    }
}
