package io.millrace.datasets.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Kinds of files that hold rows. */
public enum RowFormat {
    CSV,
    AVRO,
    PARQUET;

    /** Behind the last dot of a file's name. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Opens a file to read it. */
    public Table open(Path file) throws IOException {
        return switch (this) {
            case CSV -> new CsvTable(file);
            case AVRO -> new AvroTable(file);
            case PARQUET -> new ParquetTable(file);
        };
    }

    /**
     * Begins a file.
     *
     * @param metadata what it says of itself
     * @param out      is closed with the writer
     * @throws IllegalArgumentException if rows are not written in this format: CSV has no lists
     */
    public RowWriter write(RowShape shape, Map<String, String> metadata, OutputStream out) throws IOException {
        return switch (this) {
            case AVRO -> new AvroRowWriter(shape, metadata, out);
            case PARQUET -> new ParquetRowWriter(shape, metadata, out);
            case CSV -> throw new IllegalArgumentException("Rows are not written as CSV, which has no lists.");
        };
    }
}
