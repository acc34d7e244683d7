package io.millrace.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Packs arrays into the bytes of a message and back: little-endian, without a gap. Reading does not
 * move the buffer's position, so a message can be read again.
 */
public final class Tensors {

    private Tensors() {}

    /** {@code length} floats from {@code from}, as float32. */
    public static ByteBuffer ofFloats(float[] values, int from, int length) {
        ByteBuffer bytes = allocate(length * Float.BYTES);
        putFloats(values, from, length, bytes);
        return bytes;
    }

    /** Writes {@code length} floats from {@code from} as float32 over the first bytes of {@code into}. */
    public static void putFloats(float[] values, int from, int length, ByteBuffer into) {
        view(into).asFloatBuffer().put(values, from, length);
    }

    /** Writes action indices held as floats as int32 over the first bytes of {@code into}. */
    public static void putIndices(float[] indices, int from, int length, ByteBuffer into) {
        ByteBuffer view = view(into);
        for (int i = 0; i < length; i++) {
            view.putInt((int) indices[from + i]);
        }
    }

    /** All of {@code values}, as float32. */
    public static ByteBuffer ofFloats(float[] values) {
        return ofFloats(values, 0, values.length);
    }

    /** Action indices held as floats, as int32. */
    public static ByteBuffer ofIndices(float[] indices, int from, int length) {
        ByteBuffer bytes = allocate(length * Integer.BYTES);
        putIndices(indices, from, length, bytes);
        return bytes;
    }

    /** The first {@code length} of {@code values}, as int32. */
    public static ByteBuffer ofInts(int[] values, int length) {
        ByteBuffer bytes = allocate(length * Integer.BYTES);
        bytes.asIntBuffer().put(values, 0, length);
        return bytes;
    }

    /** All of {@code values}, as int64. */
    public static ByteBuffer ofLongs(long[] values) {
        ByteBuffer bytes = allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return bytes;
    }

    /** All of {@code values}, as float64. */
    public static ByteBuffer ofDoubles(double[] values) {
        ByteBuffer bytes = allocate(values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return bytes;
    }

    /** {@code length} of {@code values} from {@code from}, copied. */
    public static ByteBuffer ofBytes(byte[] values, int from, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(values, from, copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    /**
     * Reads float32 into {@code into} from {@code at}.
     *
     * @return how many were read: all that the buffer holds
     * @throws IllegalArgumentException if the bytes are no whole number of floats, or too many
     */
    public static int floats(ByteBuffer bytes, float[] into, int at) {
        int count = count(bytes, Float.BYTES, into.length - at);
        view(bytes).asFloatBuffer().get(into, at, count);
        return count;
    }

    /** All float32 of the buffer, in a new array. */
    public static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        floats(bytes, values, 0);
        return values;
    }

    /**
     * Reads int32 action indices into floats, which hold them exactly below 16,777,216.
     *
     * @return how many were read: all that the buffer holds
     * @throws IllegalArgumentException if the bytes are no whole number of ints, or too many
     */
    public static int indices(ByteBuffer bytes, float[] into, int at) {
        int count = count(bytes, Integer.BYTES, into.length - at);
        ByteBuffer view = view(bytes);
        for (int i = 0; i < count; i++) {
            into[at + i] = view.getInt();
        }
        return count;
    }

    /** All int32 of the buffer, in a new array. */
    public static int[] ints(ByteBuffer bytes) {
        int[] values = new int[count(bytes, Integer.BYTES, Integer.MAX_VALUE)];
        view(bytes).asIntBuffer().get(values);
        return values;
    }

    /** All int64 of the buffer, in a new array. */
    public static long[] longs(ByteBuffer bytes) {
        long[] values = new long[count(bytes, Long.BYTES, Integer.MAX_VALUE)];
        view(bytes).asLongBuffer().get(values);
        return values;
    }

    /** All float64 of the buffer, in a new array. */
    public static double[] doubles(ByteBuffer bytes) {
        double[] values = new double[count(bytes, Double.BYTES, Integer.MAX_VALUE)];
        view(bytes).asDoubleBuffer().get(values);
        return values;
    }

    /** All bytes of the buffer, in a new array. */
    public static byte[] bytes(ByteBuffer bytes) {
        byte[] values = new byte[bytes.remaining()];
        bytes.duplicate().get(values);
        return values;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer view(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int count(ByteBuffer bytes, int width, int room) {
        int length = bytes.remaining();
        if (length % width != 0 || length / width > room) {
            throw new IllegalArgumentException("A tensor of " + length + " bytes does not fit: numbers of " + width
                    + " bytes were expected, at most " + room + " of them.");
        }
        return length / width;
    }
}
