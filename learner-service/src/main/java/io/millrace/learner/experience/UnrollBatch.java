package io.millrace.learner.experience;

import io.millrace.learner.returns.Advantages.Layout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unrolls that one update learns from, joined into flat arrays in the order in which they were
 * given. Step row = (unroll x T + tick) x B + environment; observation row = (unroll x (T + 1) + tick)
 * x B + environment.
 *
 * <p>The arrays are kept from update to update and grow as needed: they may be longer than what they
 * hold, the rows beyond are left over from earlier. Readers do not write to them; who brings what was received to
 * another scale does so before they read. One thread at a time.
 */
public final class UnrollBatch {

    private final UnrollShape shape;
    private int unrolls;
    private int finals;
    private boolean masked;
    private float[] observations = {};
    private byte[] masks = {};
    private float[] sampled = {};
    private float[] logProbabilities = {};
    private float[] rewards = {};
    private byte[] ends = {};
    private int[] finalRows = {};
    private float[] finalObservations = {};
    private byte[] finalMasks = {};
    private long[] weightsVersions = {};
    private int[] lanes = {};
    private long[] numbers = {};

    /** An empty batch for unrolls of that shape. */
    public UnrollBatch(UnrollShape shape) {
        this.shape = shape;
    }

    /** Replaces what the batch holds by these unrolls, in this order. */
    public void fill(List<DecodedUnroll> source) {
        unrolls = source.size();
        masked = source.stream().anyMatch(unroll -> unroll.masks() != null);
        finals = source.stream().mapToInt(unroll -> unroll.finalRows().length).sum();
        makeRoom();
        int finalsBefore = 0;
        for (int i = 0; i < unrolls; i++) {
            finalsBefore += put(source.get(i), i, finalsBefore);
        }
    }

    /** What each of the unrolls looks like. */
    public UnrollShape shape() {
        return shape;
    }

    /** How the rows lie. */
    public Layout layout() {
        return new Layout(unrolls, shape.steps(), shape.environments());
    }

    /** Number of steps. */
    public int stepRows() {
        return unrolls * shape.stepRows();
    }

    /** Number of observations without the final ones. */
    public int observationRows() {
        return unrolls * shape.observationRows();
    }

    /** Number of steps that ended an episode. */
    public int finals() {
        return finals;
    }

    /** The observation row that a step started from. */
    public int observationRow(int stepRow) {
        // Each unroll before this one holds one tick of observations more than of steps.
        return stepRow + stepRow / shape.stepRows() * shape.environments();
    }

    /** Observations by observation row. */
    public float[] observations() {
        return observations;
    }

    /** Masks by observation row, 1 where a choice is allowed; null where every choice always is. */
    public byte @Nullable [] masks() {
        return masked ? masks : null;
    }

    /** Actions as the policy drew them, by step row. */
    public float[] sampled() {
        return sampled;
    }

    /** Behaviour log-probabilities by step row, in nats. */
    public float[] logProbabilities() {
        return logProbabilities;
    }

    /** Rewards by step row. */
    public float[] rewards() {
        return rewards;
    }

    /** Bits of {@link io.millrace.learner.returns.Ends} by step row. */
    public byte[] ends() {
        return ends;
    }

    /** The step rows that ended an episode, ascending; {@link #finals} of them. */
    public int[] finalRows() {
        return finalRows;
    }

    /** One true final observation for each final row. */
    public float[] finalObservations() {
        return finalObservations;
    }

    /** For each final row, the choices allowed in its final observation; null as {@link #masks}. */
    public byte @Nullable [] finalMasks() {
        return masked ? finalMasks : null;
    }

    /** The lane of each unroll. */
    public int[] lanes() {
        return lanes;
    }

    /** The number of each unroll in its lane. */
    public long[] numbers() {
        return numbers;
    }

    /** The version that acted, by unroll x T + tick. */
    public long[] weightsVersions() {
        return weightsVersions;
    }

    private void makeRoom() {
        observations = roomFor(observations, observationRows() * shape.observationSize());
        sampled = roomFor(sampled, stepRows() * shape.sampledWidth());
        logProbabilities = roomFor(logProbabilities, stepRows());
        rewards = roomFor(rewards, stepRows());
        finalObservations = roomFor(finalObservations, finals * shape.observationSize());
        ends = ends.length < stepRows() ? new byte[stepRows()] : ends;
        finalRows = finalRows.length < finals ? new int[finals] : finalRows;
        int ticks = unrolls * shape.steps();
        weightsVersions = weightsVersions.length < ticks ? new long[ticks] : weightsVersions;
        int flags = masked ? observationRows() * shape.choices() : 0;
        masks = masks.length < flags ? new byte[flags] : masks;
        int finalFlags = masked ? finals * shape.choices() : 0;
        finalMasks = finalMasks.length < finalFlags ? new byte[finalFlags] : finalMasks;
        lanes = lanes.length < unrolls ? new int[unrolls] : lanes;
        numbers = numbers.length < unrolls ? new long[unrolls] : numbers;
    }

    private int put(DecodedUnroll unroll, int index, int finalsBefore) {
        lanes[index] = unroll.lane();
        numbers[index] = unroll.number();
        int stepRow = index * shape.stepRows();
        append(unroll.observations(), observations, index);
        append(unroll.sampled(), sampled, index);
        append(unroll.logProbabilities(), logProbabilities, index);
        append(unroll.rewards(), rewards, index);
        System.arraycopy(unroll.ends(), 0, ends, stepRow, shape.stepRows());
        System.arraycopy(unroll.weightsVersions(), 0, weightsVersions, index * shape.steps(), shape.steps());
        if (masked) {
            int choices = shape.choices();
            put(unroll.masks(), masks, index * shape.observationRows() * choices, shape.observationRows() * choices);
            put(unroll.finalMasks(), finalMasks, finalsBefore * choices, unroll.finalRows().length * choices);
        }
        int count = unroll.finalRows().length;
        for (int i = 0; i < count; i++) {
            finalRows[finalsBefore + i] = stepRow + unroll.finalRows()[i];
        }
        int size = shape.observationSize();
        System.arraycopy(unroll.finalObservations(), 0, finalObservations, finalsBefore * size, count * size);
        return count;
    }

    private static void put(byte @Nullable [] source, byte[] masks, int at, int length) {
        if (source == null) {
            Arrays.fill(masks, at, at + length, (byte) 1);
        } else {
            System.arraycopy(source, 0, masks, at, length);
        }
    }

    private static void append(float[] source, float[] into, int index) {
        System.arraycopy(source, 0, into, index * source.length, source.length);
    }

    private static float[] roomFor(float[] array, int length) {
        return array.length < length ? new float[length] : array;
    }
}
