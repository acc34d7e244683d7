package io.millrace.monitoring.streams;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stood on a topic.
 *
 * @param offset its place in its partition
 * @param key    as it was
 * @param value  as it was
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Polled(long offset, byte @Nullable [] key, byte @Nullable [] value) {

    /** The header that says of a record that it stands for several. */
    static final String SEVERAL = "millrace-several";

    private static final int ABSENT = -1;

    /** Several records as one value. */
    static byte[] together(List<ConsumerRecord<byte[], byte[]>> records) {
        int bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += Long.BYTES + 2 * Integer.BYTES + length(record.key()) + length(record.value());
        }
        ByteBuffer together = ByteBuffer.allocate(bytes);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            together.putLong(record.offset());
            put(together, record.key());
            put(together, record.value());
        }
        return together.array();
    }

    /** What {@link #together} put into one value. */
    static List<Polled> apart(byte[] together) {
        ByteBuffer bytes = ByteBuffer.wrap(together);
        List<Polled> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            records.add(new Polled(bytes.getLong(), take(bytes), take(bytes)));
        }
        return records;
    }

    private static int length(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    private static void put(ByteBuffer together, byte @Nullable [] part) {
        together.putInt(part == null ? ABSENT : part.length);
        if (part != null) {
            together.put(part);
        }
    }

    private static byte @Nullable [] take(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] part = new byte[length];
        bytes.get(part);
        return part;
    }
}
