package io.millrace.datasets.parquet;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/** The schema in a file's footer, a list in which every group is followed by its fields, and as a tree. */
final class SchemaElements {

    private SchemaElements() {}

    /** The list for a tree. Of what a type may mean beside its bytes it knows text, time in milliseconds and lists. */
    static List<SchemaElement> of(MessageType schema) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement(schema.getName()).setNum_children(schema.getFieldCount()));
        schema.getFields().forEach(field -> add(field, elements));
        return elements;
    }

    private static void add(Type type, List<SchemaElement> elements) {
        SchemaElement element = new SchemaElement(type.getName())
                .setRepetition_type(
                        FieldRepetitionType.valueOf(type.getRepetition().name()));
        mean(type.getLogicalTypeAnnotation(), element);
        elements.add(element);
        if (type.isPrimitive()) {
            element.setType(org.apache.parquet.format.Type.valueOf(physical(type.asPrimitiveType())));
            return;
        }
        GroupType group = type.asGroupType();
        element.setNum_children(group.getFieldCount());
        group.getFields().forEach(field -> add(field, elements));
    }

    private static void mean(@Nullable LogicalTypeAnnotation meaning, SchemaElement element) {
        if (meaning instanceof StringLogicalTypeAnnotation) {
            element.setLogicalType(LogicalType.STRING(new StringType()));
            element.setConverted_type(ConvertedType.UTF8);
        } else if (meaning instanceof ListLogicalTypeAnnotation) {
            element.setLogicalType(LogicalType.LIST(new ListType()));
            element.setConverted_type(ConvertedType.LIST);
        } else if (meaning instanceof TimestampLogicalTypeAnnotation) {
            element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MILLIS(new MilliSeconds()))));
            element.setConverted_type(ConvertedType.TIMESTAMP_MILLIS);
        }
    }

    private static String physical(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> "BYTE_ARRAY";
            case FIXED_LEN_BYTE_ARRAY -> "FIXED_LEN_BYTE_ARRAY";
            default -> type.getPrimitiveTypeName().name();
        };
    }

    /** The tree for a list. What types mean beside their bytes is left out, lists and texts apart. */
    static MessageType tree(List<SchemaElement> elements) {
        Iterator<SchemaElement> rest = elements.iterator();
        SchemaElement root = rest.next();
        return new MessageType(root.getName(), fields(root.getNum_children(), rest));
    }

    private static List<Type> fields(int count, Iterator<SchemaElement> rest) {
        List<Type> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(field(rest.next(), rest));
        }
        return fields;
    }

    private static Type field(SchemaElement element, Iterator<SchemaElement> rest) {
        Repetition repetition =
                Repetition.valueOf(element.getRepetition_type().name().toUpperCase(Locale.ROOT));
        if (element.isSetNum_children() && element.getNum_children() > 0) {
            return new GroupType(repetition, element.getName(), fields(element.getNum_children(), rest));
        }
        PrimitiveTypeName physical = element.getType() == org.apache.parquet.format.Type.BYTE_ARRAY
                ? PrimitiveTypeName.BINARY
                : PrimitiveTypeName.valueOf(element.getType().name());
        return new PrimitiveType(repetition, physical, element.getType_length(), element.getName());
    }
}
