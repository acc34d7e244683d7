package io.millrace.learner.replay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masks of one byte a choice, 1 where allowed, as masks of one bit a choice and back; eight choices at a time. */
final class MaskBits {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Multiplied with eight bytes of 0 or 1, it brings the lowest bit of byte i to bit 56 + i, none on another. */
    private static final long GATHER = 0x0102040810204080L;

    /** For each eight bits the eight bytes. */
    private static final long[] SPREAD = new long[256];

    static {
        for (int bits = 0; bits < SPREAD.length; bits++) {
            for (int i = 0; i < 8; i++) {
                SPREAD[bits] |= ((bits >>> i) & 1L) << (8 * i);
            }
        }
    }

    private MaskBits() {}

    /** Bytes of a mask over so many choices. */
    static int width(int choices) {
        return (choices + 7) / 8;
    }

    static void pack(byte[] flags, int at, int choices, byte[] bits, int bitsAt) {
        int whole = choices / 8;
        for (int i = 0; i < whole; i++) {
            long eight = (long) EIGHT_BYTES.get(flags, at + 8 * i);
            bits[bitsAt + i] = (byte) ((eight * GATHER) >>> 56);
        }
        if (whole * 8 < choices) {
            int last = 0;
            for (int i = whole * 8; i < choices; i++) {
                last |= flags[at + i] << (i % 8);
            }
            bits[bitsAt + whole] = (byte) last;
        }
    }

    static void unpack(byte[] bits, int bitsAt, int choices, byte[] flags, int at) {
        int whole = choices / 8;
        for (int i = 0; i < whole; i++) {
            EIGHT_BYTES.set(flags, at + 8 * i, SPREAD[bits[bitsAt + i] & 0xff]);
        }
        for (int i = whole * 8; i < choices; i++) {
            flags[at + i] = (byte) ((bits[bitsAt + whole] >>> (i % 8)) & 1);
        }
    }
}
