package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore.Cache;
import org.junit.jupiter.api.Test;

class SchemaStoreTest {

    /** Progress as another release might have written it: one field more. */
    private final Schema other = CompatibilityTest.progressWith(
            new Field("mood", Schema.create(Schema.Type.STRING), "Known to that release alone.", "fine"));

    @Test
    void aRecordOfAnotherReleaseIsReadOnceItsSchemaIsKnown() throws IOException {
        Cache writers = SchemaStore.known();
        writers.addSchema(other);
        Codec<Progress> codec = Codec.of(Progress.getClassSchema(), writers);

        assertThat(codec.decode(progressOfTheOtherRelease())).isEqualTo(Examples.progress());
    }

    @Test
    void aRecordOfAnotherReleaseIsRefusedWhileItsSchemaIsUnknown() throws IOException {
        Codec<Progress> codec = Codec.of(Progress.getClassSchema());
        byte[] record = progressOfTheOtherRelease();

        assertThatThrownBy(() -> codec.decode(record)).isInstanceOf(UndecodableRecordException.class);
    }

    private byte[] progressOfTheOtherRelease() throws IOException {
        Progress today = Examples.progress();
        GenericRecord record = new GenericData.Record(other);
        record.put("learner", today.getLearner());
        record.put("version", today.getVersion());
        record.put("steps", today.getSteps());
        record.put("nextUnrolls", today.getNextUnrolls());
        record.put("finished", today.getFinished());
        record.put("failure", today.getFailure());
        record.put("paused", today.getPaused());
        record.put("reportedAt", today.getReportedAt().toEpochMilli());
        record.put("mood", "cheerful");
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), other).encode(record);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
