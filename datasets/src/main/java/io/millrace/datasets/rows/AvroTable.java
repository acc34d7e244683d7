package io.millrace.datasets.rows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** An Avro container file of records. */
final class AvroTable implements Table {

    private final DataFileReader<GenericRecord> file;
    private final List<String> columns;
    private final long size;
    private @Nullable GenericRecord row;
    private long rows;

    AvroTable(Path path) throws IOException {
        size = Files.size(path);
        file = new DataFileReader<>(path.toFile(), new GenericDatumReader<>());
        if (file.getSchema().getType() != Schema.Type.RECORD) {
            file.close();
            throw new IOException("it holds no records, which have columns");
        }
        columns = file.getSchema().getFields().stream().map(Schema.Field::name).toList();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        for (String key : file.getMetaKeys()) {
            metadata.put(key, new String(file.getMeta(key), StandardCharsets.UTF_8));
        }
        return metadata;
    }

    @Override
    public boolean next() throws IOException {
        try {
            row = file.hasNext() ? file.next(row) : null;
        } catch (AvroRuntimeException damaged) {
            throw new IOException("it is damaged behind row " + rows + " (" + damaged.getMessage() + ")", damaged);
        }
        if (row == null) {
            requireWhole();
        }
        rows++;
        return row != null;
    }

    /** The library takes a block that was cut off for the end of the file. */
    private void requireWhole() throws IOException {
        if (file.previousSync() != size) {
            throw new IOException("it was cut off behind row " + rows);
        }
    }

    @Override
    public long place() {
        return rows;
    }

    @Override
    public @Nullable Object cell(int column) {
        GenericRecord read = row;
        Object value = read == null ? null : read.get(column);
        if (value instanceof Integer small) {
            return small.longValue();
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        return value instanceof List<?> list ? array(list) : value;
    }

    private static Object array(List<?> list) {
        if (!list.isEmpty() && list.get(0) instanceof Boolean) {
            byte[] flags = new byte[list.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = (byte) (Boolean.TRUE.equals(list.get(i)) ? 1 : 0);
            }
            return flags;
        }
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i) instanceof Number number ? number.floatValue() : Float.NaN;
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
