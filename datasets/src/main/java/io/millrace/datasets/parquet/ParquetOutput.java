package io.millrace.datasets.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/**
 * Writes a Parquet file: row groups, one after another, and the footer. Columns are encoded by parquet-column; the
 * frame around them is here, because the library that has it does not load without Hadoop. One thread at a time.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">The file format</a>
 */
public final class ParquetOutput implements AutoCloseable {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final long BYTES_IN_GROUP = 32L << 20;
    private static final int ROWS_BETWEEN_LOOKS = 1024;
    private static final int VERSION = 1;

    private final MessageType schema;
    private final Map<String, String> metadata;
    private final CountedOutput out;
    private final ParquetProperties properties;
    private final List<RowGroup> groups = new ArrayList<>();
    private Map<ColumnDescriptor, ColumnPages> pages = new LinkedHashMap<>();
    private ColumnWriteStore store;
    private long rows;
    private long rowsBefore;

    /**
     * @param plain columns, by their paths, that hardly hold a value twice: no dictionary is tried for them
     * @param out   is closed with the writer
     */
    public ParquetOutput(MessageType schema, List<String> plain, Map<String, String> metadata, OutputStream out)
            throws IOException {
        this.schema = schema;
        this.metadata = Map.copyOf(metadata);
        this.out = new CountedOutput(out);
        ParquetProperties.Builder builder = ParquetProperties.builder()
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withStatisticsEnabled(false)
                .withSizeStatisticsEnabled(false)
                .withDictionaryEncoding(true);
        plain.forEach(path -> builder.withDictionaryEncoding(path, false));
        this.properties = builder.build();
        this.store = newStore();
        this.out.write(MAGIC);
    }

    /** Where the values of a column go, in this row group: to be asked for again after {@link #endRow} gives true. */
    public ColumnWriter column(String... path) {
        return store.getColumnWriter(schema.getColumnDescription(path));
    }

    /**
     * Ends a row.
     *
     * @return whether a row group ended with it
     */
    public boolean endRow() throws IOException {
        store.endRecord();
        rows++;
        long inGroup = rows - rowsBefore;
        if (inGroup % ROWS_BETWEEN_LOOKS == 0 && store.getBufferedSize() >= BYTES_IN_GROUP) {
            endGroup();
            store = newStore();
            return true;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            endGroup();
            FileMetaData footer = new FileMetaData(VERSION, SchemaElements.of(schema), rows, groups);
            footer.setCreated_by("millrace");
            metadata.forEach((key, value) -> footer.addToKey_value_metadata(new KeyValue(key).setValue(value)));
            long start = out.count();
            Util.writeFileMetaData(footer, out);
            byte[] length = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) (out.count() - start))
                    .array();
            out.write(length);
            out.write(MAGIC);
        }
    }

    private ColumnWriteStore newStore() {
        pages = new LinkedHashMap<>();
        return new ColumnWriteStoreV1(schema, column -> pages.computeIfAbsent(column, ColumnPages::new), properties);
    }

    private void endGroup() throws IOException {
        store.flush();
        store.close();
        if (rows == rowsBefore) {
            return;
        }
        List<ColumnChunk> chunks = new ArrayList<>();
        long bytes = 0;
        for (ColumnDescriptor column : schema.getColumns()) {
            ColumnPages written = pages.computeIfAbsent(column, ColumnPages::new);
            chunks.add(written.writeTo(out));
            bytes += written.uncompressed();
        }
        groups.add(new RowGroup(chunks, bytes, rows - rowsBefore));
        rowsBefore = rows;
    }
}
