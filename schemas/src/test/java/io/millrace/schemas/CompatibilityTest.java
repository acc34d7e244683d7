package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's services read what released ones wrote, and the other way round: services of one run may be
 * replaced one after another, and recorded runs stay readable.
 */
class CompatibilityTest {

    @BeforeAll
    static void writeWhereAsked() throws IOException {
        for (Schema schema : SchemaStore.current()) {
            String file = schema.getName() + ".avsc";
            GoldenFiles.offer(
                    file, Files.readString(Path.of("src", "main", "avro", file)).strip());
        }
    }

    /**
     * A message kind in a release.
     *
     * @param release the release
     * @param today   the schema that the message kind has today
     */
    record Released(String release, Schema today) {

        Schema then() {
            return new Schema.Parser().parse(GoldenFiles.read(release, today.getName() + ".avsc"));
        }

        @Override
        public String toString() {
            return today.getName() + " of " + release;
        }
    }

    @ParameterizedTest
    @MethodSource("released")
    void todaysServicesReadWhatAReleaseWrote(Released message) {
        assertThat(reading(message.today(), message.then())).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("released")
    void aReleaseReadsWhatTodaysServicesWrite(Released message) {
        assertThat(reading(message.then(), message.today())).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("released")
    void theSchemaOfAReleaseIsInTheStore(Released message) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(message.then());

        assertThat(SchemaStore.known().findByFingerprint(fingerprint)).isNotNull();
    }

    @Test
    void aNewFieldWithoutADefaultWouldBeNoticed() {
        Schema changed = progressWith(new Field("mood", Schema.create(Schema.Type.STRING), "Planted."));

        assertThat(reading(changed, Progress.getClassSchema())).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    @Test
    void aRemovedFieldThatOldReadersNeedWouldBeNoticed() {
        Schema withMore = progressWith(new Field("mood", Schema.create(Schema.Type.STRING), "Planted."));

        assertThat(reading(withMore, progressWith())).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    @Test
    void aNewFieldWithADefaultIsNoObstacle() {
        Schema changed = progressWith(new Field("mood", Schema.create(Schema.Type.STRING), "Planted.", "fine"));

        assertThat(reading(changed, Progress.getClassSchema())).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    static List<Released> released() {
        return GoldenFiles.RELEASES.stream()
                .flatMap(release -> SchemaStore.current().stream().map(today -> new Released(release, today)))
                .toList();
    }

    static Schema progressWith(Field... more) {
        Schema today = Progress.getClassSchema();
        List<Field> fields = new ArrayList<>();
        today.getFields().forEach(field -> fields.add(new Field(field, field.schema())));
        fields.addAll(List.of(more));
        return Schema.createRecord(today.getName(), today.getDoc(), today.getNamespace(), false, fields);
    }

    private static SchemaCompatibilityType reading(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }
}
