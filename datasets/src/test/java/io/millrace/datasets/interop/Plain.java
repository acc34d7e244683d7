package io.millrace.datasets.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Values in the plain form that rows.mjs writes, too: what two readers found is compared byte for byte. */
final class Plain {

    private final OutputStream out;

    Plain(OutputStream out) {
        this.out = out;
    }

    /** Begins a file. */
    void file(int groups, int rows) throws IOException {
        put(of(Integer.BYTES).putInt(groups));
        put(of(Integer.BYTES).putInt(rows));
    }

    void integer(int value) throws IOException {
        there();
        put(of(Integer.BYTES).putInt(value));
    }

    void whole(long value) throws IOException {
        there();
        put(of(Long.BYTES).putLong(value));
    }

    void number(float value) throws IOException {
        there();
        put(of(Float.BYTES).putFloat(value));
    }

    void precise(double value) throws IOException {
        there();
        put(of(Double.BYTES).putDouble(value));
    }

    void flag(boolean value) throws IOException {
        there();
        out.write(value ? 1 : 0);
    }

    void text(String value) throws IOException {
        there();
        byte[] bytes = value.getBytes(UTF_8);
        put(of(Integer.BYTES).putInt(bytes.length));
        out.write(bytes);
    }

    void numbers(float @Nullable [] values) throws IOException {
        if (values == null) {
            out.write(0);
            return;
        }
        there();
        ByteBuffer all = of(Integer.BYTES + values.length * Float.BYTES).putInt(values.length);
        for (float value : values) {
            all.putFloat(value);
        }
        put(all);
    }

    void flags(byte @Nullable [] values) throws IOException {
        if (values == null) {
            out.write(0);
            return;
        }
        there();
        put(of(Integer.BYTES).putInt(values.length));
        out.write(values);
    }

    private void there() throws IOException {
        out.write(1);
    }

    private static ByteBuffer of(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void put(ByteBuffer bytes) throws IOException {
        bytes.flip();
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        out.write(all);
    }
}
