package io.millrace.schemas;

import io.millrace.messages.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore.Cache;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Turns messages of one type into bytes and back: Avro's single-object encoding, a ten-byte header
 * that names the writer's schema by its fingerprint, then the binary form. Messages that an earlier
 * release wrote are read through {@link SchemaStore}. Safe for use by several threads.
 *
 * @param <V> the generated message class
 */
public final class Codec<V extends SpecificRecordBase> {

    static {
        // Avro instantiates only classes of packages that were declared trustworthy.
        String messages = Checkpoint.class.getPackageName();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(messages)));
    }

    /** The two bytes that begin every single-object encoding, as a little-endian number. */
    private static final short MARKER = 0x01C3;

    /** The marker and the writer's fingerprint. */
    private static final int HEADER = Short.BYTES + Long.BYTES;

    private final Schema schema;
    private final SpecificData model = new SpecificData(Codec.class.getClassLoader());
    private final BinaryMessageEncoder<V> encoder;
    private final Cache writers;
    private final Map<Long, DatumReader<V>> readers = new ConcurrentHashMap<>();

    private Codec(Schema schema, Cache writers) {
        this.schema = schema;
        // Not copied by the encoder: its buffer is each thread's own, and is copied below.
        this.encoder = new BinaryMessageEncoder<>(model, schema, false);
        this.writers = writers;
    }

    /** The codec of the messages of a schema, read and written as {@code schema}. */
    public static <V extends SpecificRecordBase> Codec<V> of(Schema schema) {
        return of(schema, SchemaStore.known());
    }

    /** The same, for records that were written with one of {@code writers}. */
    static <V extends SpecificRecordBase> Codec<V> of(Schema schema, Cache writers) {
        return new Codec<>(schema, writers);
    }

    /** The message's bytes, header included, in a new array. */
    public byte[] encode(V message) {
        try {
            ByteBuffer encoded = encoder.encode(message);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException impossible) {
            throw new IllegalStateException("Encoding into memory cannot fail", impossible);
        }
    }

    /**
     * The message in {@code bytes}.
     *
     * @throws UndecodableRecordException if the bytes are not a message of this type, are written
     *     with a schema that is not known here, end too early or go on too long
     */
    public V decode(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER || header.getShort(0) != MARKER) {
            throw new UndecodableRecordException(
                    "The record does not begin with the single-object header of a " + schema.getName() + ".", null);
        }
        DatumReader<V> reader = readers.computeIfAbsent(header.getLong(Short.BYTES), this::readerOf);
        // Over an array, a length that lies is refused before memory is set aside for it. Avro's own
        // message decoder asks for the memory first, and a damaged record could end the process.
        BinaryDecoder body = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
        V message;
        boolean whole;
        try {
            message = reader.read(null, body);
            whole = body.isEnd();
        } catch (IOException | RuntimeException damaged) {
            throw new UndecodableRecordException(
                    "The record is damaged: it cannot be read as a " + schema.getName() + " (" + damaged + ").",
                    damaged);
        }
        if (!whole) {
            throw new UndecodableRecordException(
                    "The record is damaged: bytes are left after the end of a " + schema.getName() + ".", null);
        }
        return message;
    }

    private DatumReader<V> readerOf(long fingerprint) {
        Schema writer = writers.findByFingerprint(fingerprint);
        if (writer == null) {
            throw new UnknownSchemaException("The record was written with a schema that this version does not know; a "
                    + schema.getName() + " was expected. A newer service may have written it.");
        }
        return new SpecificDatumReader<>(writer, schema, model);
    }
}
