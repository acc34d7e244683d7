package io.millrace.learner.replay;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lanes whose environments go on from unroll to unroll, and show, pay and end by chance. Now and then an unroll is
 * missing, or a lane begins anew without a word.
 */
final class RandomUnrolls {

    private final UnrollShape shape;
    private final double endChance;
    private final double maskChance;
    private final SplittableRandom random;
    private final long[] numbers;
    private final float[][] last;
    private List<DecodedUnroll> unrolls = List.of();

    /**
     * @param endChance  that a step ends its episode
     * @param maskChance that an unroll has masks
     */
    RandomUnrolls(UnrollShape shape, int lanes, long seed, double endChance, double maskChance) {
        this.shape = shape;
        this.endChance = endChance;
        this.maskChance = maskChance;
        random = new SplittableRandom(seed);
        numbers = new long[lanes];
        last = new float[lanes][shape.environments() * shape.observationSize()];
    }

    /** So many unrolls, each of a lane drawn by chance. */
    UnrollBatch next(int count) {
        unrolls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unrolls.add(unroll(random.nextInt(numbers.length)));
        }
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(unrolls);
        return batch;
    }

    /** What the last batch was made of. */
    List<DecodedUnroll> unrolls() {
        return unrolls;
    }

    private DecodedUnroll unroll(int lane) {
        float[] observations = numbers(shape.observationRows() * shape.observationSize());
        boolean anew = random.nextInt(8) == 0;
        if (!anew) {
            System.arraycopy(last[lane], 0, observations, 0, last[lane].length);
        }
        last[lane] = Arrays.copyOfRange(observations, observations.length - last[lane].length, observations.length);
        numbers[lane] += random.nextInt(8) == 0 ? 2 : 1;
        byte[] ends = new byte[shape.stepRows()];
        int[] finalRows = new int[ends.length];
        int finals = 0;
        for (int row = 0; row < ends.length; row++) {
            if (random.nextDouble() < endChance) {
                ends[row] = (byte) random.nextInt(1, (Ends.TERMINATED | Ends.TRUNCATED) + 1);
                finalRows[finals++] = row;
            }
        }
        boolean masked = random.nextDouble() < maskChance;
        return new DecodedUnroll(
                lane,
                numbers[lane],
                observations,
                masked ? flags(shape.observationRows() * shape.choices()) : null,
                numbers(shape.stepRows() * shape.sampledWidth()),
                numbers(shape.stepRows()),
                numbers(shape.stepRows()),
                ends,
                Arrays.copyOf(finalRows, finals),
                numbers(finals * shape.observationSize()),
                new long[shape.steps()],
                masked ? flags(finals * shape.choices()) : null);
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private byte[] flags(int count) {
        byte[] flags = new byte[count];
        for (int i = 0; i < count; i++) {
            flags[i] = (byte) random.nextInt(2);
        }
        return flags;
    }
}
