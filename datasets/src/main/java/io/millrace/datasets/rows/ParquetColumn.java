package io.millrace.datasets.rows;

import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** The cells of one column of one row group, one after another. */
final class ParquetColumn {

    private final ColumnReader reader;
    private final PrimitiveTypeName type;
    private final int there;
    private final boolean list;
    private long row;
    private @Nullable Object cell;
    private float[] numbers = new float[8];

    ParquetColumn(ColumnReader reader) {
        this.reader = reader;
        this.type = reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
        this.there = reader.getDescriptor().getMaxDefinitionLevel();
        this.list = reader.getDescriptor().getMaxRepetitionLevel() == 1;
    }

    /** The cell of a row of the group, counted from 1; rows are asked for in order. */
    @Nullable
    Object cell(long wanted) {
        while (row < wanted) {
            cell = list ? readList() : readValue();
            row++;
        }
        return cell;
    }

    private @Nullable Object readValue() {
        Object value = reader.getCurrentDefinitionLevel() < there ? null : value();
        reader.consume();
        return value;
    }

    /** An empty list is as good as none. */
    private @Nullable Object readList() {
        int count = 0;
        boolean any = false;
        do {
            boolean present = reader.getCurrentDefinitionLevel() == there;
            any |= present;
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = present ? number() : Float.NaN;
            reader.consume();
        } while (reader.getCurrentRepetitionLevel() == 1);
        if (!any) {
            return null;
        }
        return type == PrimitiveTypeName.BOOLEAN ? flags(count) : Arrays.copyOf(numbers, count);
    }

    private byte[] flags(int count) {
        byte[] flags = new byte[count];
        for (int i = 0; i < count; i++) {
            flags[i] = (byte) numbers[i];
        }
        return flags;
    }

    private float number() {
        return switch (type) {
            case BOOLEAN -> reader.getBoolean() ? 1 : 0;
            case INT32 -> reader.getInteger();
            case INT64 -> reader.getLong();
            case FLOAT -> reader.getFloat();
            case DOUBLE -> (float) reader.getDouble();
            default -> Float.NaN;
        };
    }

    private Object value() {
        return switch (type) {
            case BOOLEAN -> reader.getBoolean();
            case INT32 -> (long) reader.getInteger();
            case INT64 -> reader.getLong();
            case FLOAT -> reader.getFloat();
            case DOUBLE -> reader.getDouble();
            default -> reader.getBinary().toStringUsingUTF8();
        };
    }
}
