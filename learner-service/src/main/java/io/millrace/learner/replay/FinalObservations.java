package io.millrace.learner.replay;

import io.millrace.learner.experience.UnrollShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The true final observations of steps that were cut, with their masks. They are few as a rule and as many as the steps
 * at worst: so their arrays are added piece by piece, as many as were ever needed at once, and used again.
 */
final class FinalObservations {

    /** A piece is small beside the memory that is worth counting, and large beside an array's header. */
    private static final int NUMBERS_IN_A_PIECE = 1 << 16;

    private final int most;
    private final int rowsInAPiece;
    private final int size;
    private final int choices;
    private final float[][] observations;
    private final byte[][] masks;
    private int pieces;
    private int[] free = {};
    private int freeCount;

    /** @param most rows that are held at most */
    FinalObservations(UnrollShape shape, int most) {
        this.most = most;
        size = shape.observationSize();
        choices = shape.choices();
        rowsInAPiece = Math.max(1, Math.min(most, NUMBERS_IN_A_PIECE / size));
        int count = (most + rowsInAPiece - 1) / rowsInAPiece;
        observations = new float[count][];
        masks = new byte[count][];
    }

    /**
     * Keeps one.
     *
     * @param from  row of the observation and of the mask
     * @param flags masks, or null where every choice is allowed
     * @return by which to find it again, until it is removed
     */
    int add(float[] source, int from, byte @Nullable [] flags) {
        if (freeCount == 0) {
            addPiece();
        }
        int row = free[--freeCount];
        int piece = row / rowsInAPiece;
        int inPiece = row % rowsInAPiece;
        System.arraycopy(source, from * size, observations[piece], inPiece * size, size);
        if (flags != null) {
            int width = MaskBits.width(choices);
            if (masks[piece] == null) {
                masks[piece] = new byte[rowsIn(piece) * width];
            }
            MaskBits.pack(flags, from * choices, choices, masks[piece], inPiece * width);
        }
        return row;
    }

    /** Lets a row be used again. */
    void remove(int row) {
        free[freeCount++] = row;
    }

    void copyObservation(int row, float[] into, int at) {
        System.arraycopy(observations[row / rowsInAPiece], row % rowsInAPiece * size, into, at, size);
    }

    /** Only of a row that was added with a mask. */
    void copyMask(int row, byte[] into, int at) {
        int width = MaskBits.width(choices);
        MaskBits.unpack(masks[row / rowsInAPiece], row % rowsInAPiece * width, choices, into, at);
    }

    /** Bytes of the arrays that there are. */
    long allocated() {
        long bytes = (long) free.length * Integer.BYTES;
        for (int piece = 0; piece < pieces; piece++) {
            bytes += (long) observations[piece].length * Float.BYTES;
            bytes += masks[piece] == null ? 0 : masks[piece].length;
        }
        return bytes;
    }

    private void addPiece() {
        int rows = rowsIn(pieces);
        observations[pieces] = new float[rows * size];
        int first = pieces * rowsInAPiece;
        // No more can be free than there are.
        free = Arrays.copyOf(free, first + rows);
        for (int i = 0; i < rows; i++) {
            free[i] = first + rows - 1 - i;
        }
        freeCount = rows;
        pieces++;
    }

    private int rowsIn(int piece) {
        return Math.min(rowsInAPiece, most - piece * rowsInAPiece);
    }
}
