package io.millrace.runtime.kafka;

import io.millrace.schemas.UndecodableRecordException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A checksum of a record's value that goes with the record: CRC-32C, big-endian, in the header {@code crc32c}. An
 * altered record may still decode, as something that nobody said. Records without the header are not checked: clients
 * that know the schemas alone may write, too.
 */
final class ValueChecksum {

    private static final String HEADER = "crc32c";

    private ValueChecksum() {}

    static void add(Headers headers, byte[] value) {
        headers.add(HEADER, ByteBuffer.allocate(Integer.BYTES).putInt(of(value)).array());
    }

    /** @throws UndecodableRecordException if the value is not the one that was sent */
    static void require(Headers headers, byte[] value) {
        Header header = headers.lastHeader(HEADER);
        if (header == null) {
            return;
        }
        byte[] said = header.value();
        if (said == null
                || said.length != Integer.BYTES
                || ByteBuffer.wrap(said).getInt() != of(value)) {
            throw new UndecodableRecordException(
                    "The record is damaged: its checksum is not the one in its header " + HEADER
                            + ". It was altered after it was sent.",
                    null);
        }
    }

    private static int of(byte[] value) {
        CRC32C checksum = new CRC32C();
        checksum.update(value);
        return (int) checksum.getValue();
    }
}
