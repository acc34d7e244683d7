package io.millrace.datasets.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Writes rows as an Avro container file, its blocks compressed by zstd. */
public final class AvroRowWriter implements RowWriter {

    private static final int LEVEL = 3;

    private final boolean discrete;
    private final DataFileWriter<Object> file;
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(encoded, null);

    /** @param out is closed with the writer */
    public AvroRowWriter(RowShape shape, Map<String, String> metadata, OutputStream out) throws IOException {
        this.discrete = shape.discrete();
        Schema schema = schema(discrete);
        this.file = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        file.setCodec(CodecFactory.zstandardCodec(LEVEL));
        metadata.forEach(file::setMeta);
        var unused = file.create(schema, out, marker(metadata));
    }

    /** Stands between blocks. Usually drawn; here the same rows make the same file. */
    private static byte[] marker(Map<String, String> metadata) {
        long seed = new TreeMap<>(metadata).toString().hashCode();
        ByteBuffer marker = ByteBuffer.allocate(2 * Long.BYTES);
        new SplittableRandom(seed).ints(4).forEach(marker::putInt);
        return marker.array();
    }

    /** The schema of a row. */
    public static Schema schema(boolean discrete) {
        Schema floats = Schema.createArray(Schema.create(Schema.Type.FLOAT));
        Schema flags = Schema.createArray(Schema.create(Schema.Type.BOOLEAN));
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        return SchemaBuilder.record("Step")
                .namespace("io.millrace.rows")
                .fields()
                .requiredString(Columns.RUN)
                .requiredInt(Columns.LANE)
                .requiredInt(Columns.ENVIRONMENT)
                .requiredLong(Columns.EPISODE)
                .requiredInt(Columns.STEP)
                .name(Columns.OBSERVATION)
                .type(floats)
                .noDefault()
                .name(Columns.ACTION)
                .type(discrete ? Schema.create(Schema.Type.INT) : floats)
                .noDefault()
                .name(Columns.SAMPLED)
                .type(optional(floats))
                .noDefault()
                .name(Columns.ACTION_MASK)
                .type(optional(flags))
                .noDefault()
                .requiredFloat(Columns.LOG_PROBABILITY)
                .requiredFloat(Columns.REWARD)
                .requiredBoolean(Columns.TERMINATED)
                .requiredBoolean(Columns.TRUNCATED)
                .name(Columns.NEXT_OBSERVATION)
                .type(optional(floats))
                .noDefault()
                .name(Columns.NEXT_ACTION_MASK)
                .type(optional(flags))
                .noDefault()
                .requiredLong(Columns.WEIGHTS_VERSION)
                .name(Columns.TIME)
                .type(time)
                .noDefault()
                .endRecord();
    }

    private static Schema optional(Schema schema) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    /** In the order of the schema, without an object for each number. */
    @Override
    public void write(StepRow row) throws IOException {
        encoder.writeString(row.run());
        encoder.writeInt(row.lane());
        encoder.writeInt(row.environment());
        encoder.writeLong(row.episode());
        encoder.writeInt(row.step());
        floats(row.observation());
        if (discrete) {
            encoder.writeInt((int) row.action()[0]);
        } else {
            floats(row.action());
        }
        optionalFloats(row.sampled());
        optionalFlags(row.actionMask());
        encoder.writeFloat(row.logProbability());
        encoder.writeFloat(row.reward());
        encoder.writeBoolean(row.terminated());
        encoder.writeBoolean(row.truncated());
        optionalFloats(row.nextObservation());
        optionalFlags(row.nextActionMask());
        encoder.writeLong(row.weightsVersion());
        encoder.writeLong(row.time());
        encoder.flush();
        file.appendEncoded(ByteBuffer.wrap(encoded.toByteArray()));
        encoded.reset();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void optionalFloats(float @Nullable [] values) throws IOException {
        encoder.writeIndex(values == null ? 0 : 1);
        if (values != null) {
            floats(values);
        }
    }

    private void floats(float[] values) throws IOException {
        encoder.writeArrayStart();
        encoder.setItemCount(values.length);
        for (float value : values) {
            encoder.startItem();
            encoder.writeFloat(value);
        }
        encoder.writeArrayEnd();
    }

    private void optionalFlags(byte @Nullable [] values) throws IOException {
        encoder.writeIndex(values == null ? 0 : 1);
        if (values == null) {
            return;
        }
        encoder.writeArrayStart();
        encoder.setItemCount(values.length);
        for (byte value : values) {
            encoder.startItem();
            encoder.writeBoolean(value != 0);
        }
        encoder.writeArrayEnd();
    }
}
