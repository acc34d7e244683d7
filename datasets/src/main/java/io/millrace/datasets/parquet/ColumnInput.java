package io.millrace.datasets.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of one column of one row group, unpacked one after another. */
final class ColumnInput implements PageReader {

    private final ColumnMetaData meta;
    private final Statistics<?> nothing;
    private final ByteArrayInputStream bytes;
    private @Nullable DictionaryPage dictionary;
    private @Nullable PageHeader header;

    /** @param chunk all bytes of the column in the group */
    ColumnInput(ColumnDescriptor column, ColumnMetaData meta, byte[] chunk) throws IOException {
        this.meta = meta;
        this.nothing = Statistics.createStats(column.getPrimitiveType());
        this.bytes = new ByteArrayInputStream(chunk);
        advance();
        PageHeader first = header;
        if (first != null && first.getType() == PageType.DICTIONARY_PAGE) {
            dictionary = new DictionaryPage(
                    BytesInput.from(body(first)),
                    first.getDictionary_page_header().getNum_values(),
                    library(first.getDictionary_page_header().getEncoding()));
            advance();
        }
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return meta.getNum_values();
    }

    @Override
    public @Nullable DataPage readPage() {
        try {
            PageHeader page = header;
            if (page == null) {
                return null;
            }
            DataPage read = page.getType() == PageType.DATA_PAGE_V2 ? second(page) : first(page);
            advance();
            return read;
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    private DataPage first(PageHeader page) throws IOException {
        DataPageHeader data = page.getData_page_header();
        return new DataPageV1(
                BytesInput.from(body(page)),
                data.getNum_values(),
                page.getUncompressed_page_size(),
                nothing,
                library(data.getRepetition_level_encoding()),
                library(data.getDefinition_level_encoding()),
                library(data.getEncoding()));
    }

    private DataPage second(PageHeader page) throws IOException {
        DataPageHeaderV2 data = page.getData_page_header_v2();
        int repetition = data.getRepetition_levels_byte_length();
        int definition = data.getDefinition_levels_byte_length();
        byte[] levels = bytes.readNBytes(repetition + definition);
        byte[] packed = bytes.readNBytes(page.getCompressed_page_size() - levels.length);
        byte[] values = data.isIs_compressed() && packed.length > 0
                ? Compression.decompress(meta.getCodec(), packed, page.getUncompressed_page_size() - levels.length)
                : packed;
        return DataPageV2.uncompressed(
                data.getNum_rows(),
                data.getNum_nulls(),
                data.getNum_values(),
                BytesInput.from(levels, 0, repetition),
                BytesInput.from(levels, repetition, definition),
                library(data.getEncoding()),
                BytesInput.from(values),
                nothing);
    }

    private byte[] body(PageHeader page) throws IOException {
        byte[] packed = bytes.readNBytes(page.getCompressed_page_size());
        return Compression.decompress(meta.getCodec(), packed, page.getUncompressed_page_size());
    }

    /** Comes to the next page that holds values or a dictionary. */
    private void advance() throws IOException {
        header = null;
        while (bytes.available() > 0) {
            PageHeader next = Util.readPageHeader(bytes);
            if (next.getType() != PageType.INDEX_PAGE) {
                header = next;
                return;
            }
            bytes.skipNBytes(next.getCompressed_page_size());
        }
    }

    private static Encoding library(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }
}
