package io.millrace.datasets.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The pages of one column of one row group, compressed by zstd and kept until the group is written. */
final class ColumnPages implements PageWriter {

    private static final int LEVEL = 3;

    private final ColumnDescriptor column;
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings =
            EnumSet.noneOf(org.apache.parquet.format.Encoding.class);
    private long uncompressed;
    private long values;

    ColumnPages(ColumnDescriptor column) {
        this.column = column;
    }

    /** Writes the pages, and gives what the footer says of them. */
    ColumnChunk writeTo(CountedOutput out) throws IOException {
        long start = out.count();
        dictionary.writeTo(out);
        long data = out.count();
        pages.writeTo(out);
        ColumnMetaData meta = new ColumnMetaData(
                org.apache.parquet.format.Type.valueOf(
                        column.getPrimitiveType().getPrimitiveTypeName().name().replace("BINARY", "BYTE_ARRAY")),
                new ArrayList<>(encodings),
                List.of(column.getPath()),
                CompressionCodec.ZSTD,
                values,
                uncompressed,
                out.count() - start,
                data);
        if (dictionary.size() > 0) {
            meta.setDictionary_page_offset(start);
        }
        return new ColumnChunk(start).setMeta_data(meta);
    }

    /** Bytes before compression, headers included. */
    long uncompressed() {
        return uncompressed;
    }

    private void page(BytesInput bytes, int valueCount, Encoding repetition, Encoding definition, Encoding encoding)
            throws IOException {
        byte[] plain = bytes.toInputStream().readAllBytes();
        byte[] packed = Zstd.compress(plain, LEVEL);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.length, packed.length);
        header.setData_page_header(
                new DataPageHeader(valueCount, format(encoding), format(definition), format(repetition)));
        append(header, packed, pages);
        values += valueCount;
        encodings.addAll(List.of(format(encoding), format(definition), format(repetition)));
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        byte[] plain = page.getBytes().toInputStream().readAllBytes();
        byte[] packed = Zstd.compress(plain, LEVEL);
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, plain.length, packed.length);
        header.setDictionary_page_header(
                new DictionaryPageHeader(page.getDictionarySize(), format(page.getEncoding())));
        append(header, packed, dictionary);
        encodings.add(format(page.getEncoding()));
    }

    private void append(PageHeader header, byte[] packed, ByteArrayOutputStream to) throws IOException {
        int before = to.size();
        Util.writePageHeader(header, to);
        uncompressed += to.size() - before + header.getUncompressed_page_size();
        to.writeBytes(packed);
    }

    private static org.apache.parquet.format.Encoding format(Encoding encoding) {
        return org.apache.parquet.format.Encoding.valueOf(encoding.name());
    }

    @Deprecated
    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            Statistics<?> statistics,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        page(bytes, valueCount, repetition, definition, encoding);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> statistics,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        page(bytes, valueCount, repetition, definition, encoding);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> statistics,
            SizeStatistics sizes,
            GeospatialStatistics places,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        page(bytes, valueCount, repetition, definition, encoding);
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetitionLevels,
            BytesInput definitionLevels,
            Encoding encoding,
            BytesInput bytes,
            Statistics<?> statistics) {
        throw new UnsupportedOperationException("Pages are written in version 1, which every reader knows.");
    }

    @Override
    public long getMemSize() {
        return (long) pages.size() + dictionary.size();
    }

    @Override
    public long allocatedSize() {
        return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + getMemSize() + " bytes";
    }
}
