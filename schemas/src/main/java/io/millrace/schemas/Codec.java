package io.millrace.schemas;

import io.millrace.messages.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
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

    private final String typeName;
    private final BinaryMessageEncoder<V> encoder;
    private final BinaryMessageDecoder<V> decoder;

    private Codec(Schema schema) {
        SpecificData model = new SpecificData(Codec.class.getClassLoader());
        this.typeName = schema.getName();
        this.encoder = new BinaryMessageEncoder<>(model, schema);
        this.decoder = new BinaryMessageDecoder<>(model, schema, SchemaStore.known());
    }

    /** The codec of the messages of a schema, read and written as {@code schema}. */
    public static <V extends SpecificRecordBase> Codec<V> of(Schema schema) {
        return new Codec<>(schema);
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
     *     with a schema that is not known here, or end too early
     */
    public V decode(byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (BadHeaderException foreign) {
            throw new UndecodableRecordException(
                    "The record does not begin with the single-object header of a " + typeName + ".", foreign);
        } catch (MissingSchemaException unknown) {
            throw new UndecodableRecordException(
                    "The record was written with a schema that this version does not know; a " + typeName
                            + " was expected. A newer service may have written it.",
                    unknown);
        } catch (IOException | RuntimeException damaged) {
            throw new UndecodableRecordException(
                    "The record is damaged: it cannot be read as a " + typeName + " (" + damaged + ").", damaged);
        }
    }
}
