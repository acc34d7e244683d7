package io.millrace.datasets;

import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Counts what the pieces of a dataset hold and takes their hash, in one pass. One thread at a time. */
final class Tally {

    private static final int ENDED = 3;

    private final MessageDigest digest = sha256();
    private final Codec<Unroll> codec = Codec.of(Unroll.getClassSchema());
    private long unrolls;
    private long steps;
    private long episodes;
    private long returns;
    private double meanReturn;
    private double[][] earned = new double[0][];
    private List<Long> from = new ArrayList<>();
    private List<Long> to = new ArrayList<>();

    /** The records of this piece come next. */
    void begin(DatasetPiece piece) {
        earned = new double[piece.getLanes()][];
        from = new ArrayList<>(piece.getTo());
        to = new ArrayList<>(piece.getFrom());
    }

    /** Counts the next unroll of the piece. */
    void take(Event<Unroll> event) {
        Unroll unroll = event.value();
        digest.update(codec.encode(unroll));
        unrolls++;
        steps += (long) unroll.getSteps() * unroll.getEnvironments();
        countEpisodes(unroll);
        int partition = event.partition();
        from.set(partition, Math.min(from.get(partition), event.offset()));
        to.set(partition, Math.max(to.get(partition), event.offset() + 1));
    }

    /** The piece with the offsets that its records stand at. */
    DatasetPiece bounded(DatasetPiece piece) {
        return DatasetPiece.newBuilder(piece).setFrom(from).setTo(to).build();
    }

    /** What was counted; complete after the last record, when the hash ends. */
    Counts counts() {
        return new Counts(
                unrolls,
                steps,
                episodes,
                returns == 0 ? Double.NaN : meanReturn,
                HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * What a dataset holds.
     *
     * @param meanReturn of the episodes that began and ended in the pieces; NaN where there is none
     */
    record Counts(long unrolls, long steps, long episodes, double meanReturn, String sha256) {}

    private void countEpisodes(Unroll unroll) {
        int lane = unroll.getLane();
        int environments = unroll.getEnvironments();
        if (earned[lane] == null) {
            earned[lane] = beginning(unroll);
        }
        double[] sums = earned[lane];
        ByteBuffer rewards = unroll.getRewards().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] ends = Tensors.bytes(unroll.getEnds());
        for (int row = 0; row < ends.length; row++) {
            int environment = row % environments;
            sums[environment] += rewards.getFloat();
            if ((ends[row] & ENDED) != 0) {
                episodes++;
                if (!Double.isNaN(sums[environment])) {
                    returns++;
                    meanReturn += (sums[environment] - meanReturn) / returns;
                }
                sums[environment] = 0;
            }
        }
    }

    /** Of an episode that began before the piece, nobody knows what it earned: not a number, whatever is added. */
    private static double[] beginning(Unroll unroll) {
        int[] begun = Tensors.ints(unroll.getEpisodeSteps());
        return Arrays.stream(begun)
                .mapToDouble(step -> step == 0 ? 0 : Double.NaN)
                .toArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
