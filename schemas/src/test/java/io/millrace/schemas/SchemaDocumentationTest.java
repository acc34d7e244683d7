package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema file is all that a reader in another language has. */
class SchemaDocumentationTest {

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageSaysWhatItIs(Schema message) {
        assertThat(message.getDoc()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyTensorSaysWhatItsBytesHold(Schema message) {
        assertThat(fieldsOf(message).stream()
                        .filter(field -> holds(field.schema(), Schema.Type.BYTES))
                        .filter(field -> field.doc() == null))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyRecordInsideAMessageIsExplainedThereOrAtItsField(Schema message) {
        assertThat(fieldsOf(message).stream().filter(field -> innerRecords(field.schema()).stream()
                        .anyMatch(inner -> inner.getDoc() == null && field.doc() == null)))
                .isEmpty();
    }

    @Test
    void theWalkReachesRecordsInsideUnionsAndArrays() {
        assertThat(fieldsOf(io.millrace.messages.WeightsPart.getClassSchema()))
                .extracting(Field::name)
                .contains("policy", "sha256", "shape");
    }

    static List<Schema> messages() {
        return SchemaStore.current();
    }

    private static List<Field> fieldsOf(Schema schema) {
        List<Field> fields = new ArrayList<>();
        for (Field field : schema.getFields()) {
            fields.add(field);
            innerRecords(field.schema()).forEach(inner -> fields.addAll(fieldsOf(inner)));
        }
        return fields;
    }

    private static List<Schema> innerRecords(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> List.of(schema);
            case ARRAY -> innerRecords(schema.getElementType());
            case MAP -> innerRecords(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                        .flatMap(branch -> innerRecords(branch).stream())
                        .toList();
            default -> List.of();
        };
    }

    private static boolean holds(Schema schema, Schema.Type type) {
        return schema.isUnion()
                ? schema.getTypes().stream().anyMatch(branch -> branch.getType() == type)
                : schema.getType() == type;
    }
}
