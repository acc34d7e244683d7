package io.millrace.datasets.rows;

import io.millrace.datasets.parquet.ParquetInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A Parquet file. A column is a value or a list of values; others are passed over. */
final class ParquetTable implements Table {

    private final ParquetInput file;
    private final List<String> columns = new ArrayList<>();
    private final List<String[]> paths = new ArrayList<>();
    private final List<@Nullable ParquetColumn> readers = new ArrayList<>();
    private @Nullable ColumnReadStoreImpl store;
    private int group = -1;
    private long left;
    private long rows;

    ParquetTable(Path path) throws IOException {
        file = new ParquetInput(path);
        for (Type field : file.schema().getFields()) {
            List<String[]> leaves = file.schema().getPaths().stream()
                    .filter(leaf -> leaf[0].equals(field.getName()))
                    .toList();
            if (leaves.size() == 1
                    && file.schema().getColumnDescription(leaves.get(0)).getMaxRepetitionLevel() <= 1) {
                columns.add(field.getName());
                paths.add(leaves.get(0));
                readers.add(null);
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Map<String, String> metadata() {
        return file.metadata();
    }

    @Override
    public boolean next() throws IOException {
        while (left == 0) {
            group++;
            if (group >= file.groups()) {
                return false;
            }
            left = file.rows(group);
            store = null;
            for (int column = 0; column < readers.size(); column++) {
                readers.set(column, null);
            }
        }
        left--;
        rows++;
        return true;
    }

    @Override
    public long place() {
        return rows;
    }

    /** A column that nobody asks for is not read. */
    @Override
    public @Nullable Object cell(int column) throws IOException {
        try {
            ParquetColumn reader = readers.get(column);
            if (reader == null) {
                ColumnReadStoreImpl open = store == null ? file.columns(group) : store;
                store = open;
                reader = new ParquetColumn(open.getColumnReader(file.schema().getColumnDescription(paths.get(column))));
                readers.set(column, reader);
            }
            return reader.cell(file.rows(group) - left);
        } catch (ParquetRuntimeException | UncheckedIOException damaged) {
            throw new IOException(
                    "column " + columns.get(column) + " is damaged in row group " + group + " (" + damaged.getMessage()
                            + ")",
                    damaged);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
