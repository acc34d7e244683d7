package io.millrace.datasets.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Takes pages back out of what they were compressed by. */
final class Compression {

    private Compression() {}

    /** @throws IOException if the bytes are damaged, or the codec is one that nobody here knows */
    static byte[] decompress(CompressionCodec codec, byte[] packed, int size) throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> packed;
            case ZSTD -> zstd(packed, size);
            case SNAPPY -> Snappy.uncompress(packed);
            case GZIP -> {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                    yield in.readNBytes(size);
                }
            }
            default ->
                throw new IOException(
                        "it is compressed by " + codec + ", but zstd, snappy, gzip and nothing at all can be read");
        };
    }

    private static byte[] zstd(byte[] packed, int size) throws IOException {
        byte[] plain = new byte[size];
        long written = Zstd.decompress(plain, packed);
        if (Zstd.isError(written)) {
            throw new IOException("a page is damaged: " + Zstd.getErrorName(written));
        }
        return plain;
    }
}
