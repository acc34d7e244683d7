package io.millrace.datasets.parquet;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/** Reads a Parquet file: what its footer says, and its row groups. One thread at a time. */
public final class ParquetInput implements AutoCloseable {

    private static final int MAGIC = 0x31524150;
    private static final int TAIL = 8;

    private final FileChannel file;
    private final FileMetaData footer;
    private final MessageType schema;

    /** @throws IOException if it is no whole Parquet file */
    public ParquetInput(Path path) throws IOException {
        this.file = FileChannel.open(path);
        try {
            this.footer = footer();
            this.schema = SchemaElements.tree(footer.getSchema());
        } catch (IOException | RuntimeException damaged) {
            file.close();
            throw damaged;
        }
    }

    /** The columns, without what their types mean beside their bytes. */
    public MessageType schema() {
        return schema;
    }

    /** What the file says of itself beside its rows. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        List<KeyValue> given = footer.getKey_value_metadata();
        if (given != null) {
            given.forEach(pair -> metadata.put(pair.getKey(), pair.getValue() == null ? "" : pair.getValue()));
        }
        return metadata;
    }

    /** How many row groups there are. */
    public int groups() {
        return footer.getRow_groupsSize();
    }

    /** Rows of a group. */
    public long rows(int group) {
        return footer.getRow_groups().get(group).getNum_rows();
    }

    /** Columns of a group; the bytes of those that are asked for are read whole. */
    public ColumnReadStoreImpl columns(int group) {
        RowGroup read = footer.getRow_groups().get(group);
        PageReadStore pages = new PageReadStore() {
            @Override
            public PageReader getPageReader(ColumnDescriptor column) {
                return pages(read, column);
            }

            @Override
            public long getRowCount() {
                return read.getNum_rows();
            }
        };
        return new ColumnReadStoreImpl(pages, new Unused(schema), schema, footer.getCreated_by());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private PageReader pages(RowGroup group, ColumnDescriptor column) {
        List<String> path = List.of(column.getPath());
        for (ColumnChunk chunk : group.getColumns()) {
            ColumnMetaData meta = chunk.getMeta_data();
            if (meta.getPath_in_schema().equals(path)) {
                try {
                    long start = meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0
                            ? Math.min(meta.getDictionary_page_offset(), meta.getData_page_offset())
                            : meta.getData_page_offset();
                    return new ColumnInput(column, meta, read(start, Math.toIntExact(meta.getTotal_compressed_size())));
                } catch (IOException damaged) {
                    throw new UncheckedIOException(damaged);
                }
            }
        }
        throw new IllegalArgumentException("A row group has no column " + String.join(".", path) + ".");
    }

    private FileMetaData footer() throws IOException {
        long size = file.size();
        if (size < TAIL + Integer.BYTES) {
            throw new IOException("it is too short for a Parquet file");
        }
        ByteBuffer tail = ByteBuffer.wrap(read(size - TAIL, TAIL)).order(ByteOrder.LITTLE_ENDIAN);
        int length = tail.getInt();
        if (tail.getInt() != MAGIC || length <= 0 || length > size - TAIL) {
            throw new IOException("it does not end as a Parquet file does: it is another kind of file, or was cut off");
        }
        return Util.readFileMetaData(new ByteArrayInputStream(read(size - TAIL - length, length)));
    }

    private byte[] read(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("it ends before its footer says so");
            }
        }
        return bytes.array();
    }
}
