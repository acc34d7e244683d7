package io.millrace.datasets.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Takes nothing: the library asks for somebody who would, and values are taken from the columns themselves. */
final class Unused extends GroupConverter {

    private final GroupType type;

    Unused(GroupType type) {
        this.type = type;
    }

    @Override
    public Converter getConverter(int field) {
        Type child = type.getType(field);
        return child.isPrimitive() ? new PrimitiveConverter() {} : new Unused(child.asGroupType());
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
}
