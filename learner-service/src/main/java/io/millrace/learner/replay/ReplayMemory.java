package io.millrace.learner.replay;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last steps of a run, to learn from again and again. It is never saved: after a restart it is filled with the
 * unrolls that the ledger names, and then gives the same as before, to the bit.
 *
 * <p>Steps have ids that count through the run. They are kept unroll by unroll in flat arrays, which are as long as
 * ever from the beginning: an unroll that comes takes the place of the oldest. Each observation is kept once, for the
 * step that led to it and for the one that started from it, and an unroll's last ones besides; masks are bits.
 *
 * <p>A step is followed by the next one of the same environment of the same lane, also where the lane's next unroll
 * begins. It is not where an unroll of the lane is missing in between, nor where the lane was taken over by another
 * service and began new episodes there: then the lane's next unroll begins with other observations than this one
 * ended with.
 *
 * <p>One thread at a time. Nothing is allocated per insert or gather, but when masks are met for the first time, when
 * more steps are cut than ever before, and when a lane of a higher number is met.
 */
public final class ReplayMemory {

    private static final int NONE = -1;

    private final UnrollShape shape;
    private final int unrolls;
    private final StepRange range;
    private final FinalObservations finals;

    // By observation row.
    private final float[] observations;
    private byte @Nullable [] masks;

    // By position of a step.
    private final float[] sampled;
    private final float[] rewards;
    private final byte[] ends;
    private final int[] finalRows;

    // By slot: where an unroll lies.
    private final long[] numbers;
    private final int[] successors;
    private final boolean[] masked;

    /** Unrolls in memory that have masks. */
    private int maskedUnrolls;

    /** By lane: the first step of the unroll inserted last. */
    private long[] lastOfLane = {};

    /**
     * An empty memory.
     *
     * @param shape    of every unroll to come
     * @param capacity steps to hold, rounded up to whole unrolls; at least 1
     * @throws ReplayTooLargeException if so many do not fit into three quarters of Java's heap, or into Java's arrays;
     *     the message says how many do
     */
    public ReplayMemory(UnrollShape shape, int capacity) {
        this(shape, capacity, "algorithm.replay.capacity");
    }

    /**
     * An empty memory, as above.
     *
     * @param setting what a user sets its capacity with; stands in the message if it is too large
     */
    public ReplayMemory(UnrollShape shape, int capacity, String setting) {
        this(shape, capacity, setting, Runtime.getRuntime().maxMemory());
    }

    /** @param heap what Java may take in all, in bytes */
    ReplayMemory(UnrollShape shape, int capacity, String setting, long heap) {
        ReplaySize size = ReplaySize.of(shape, capacity);
        size.requireFitting(setting, capacity, heap);
        this.shape = shape;
        unrolls = (int) size.unrolls();
        int steps = (int) size.steps();
        range = new StepRange(steps);
        finals = new FinalObservations(shape, steps);
        observations = new float[(int) size.observationRows() * shape.observationSize()];
        sampled = new float[steps * shape.sampledWidth()];
        rewards = new float[steps];
        ends = new byte[steps];
        finalRows = new int[steps];
        numbers = new long[unrolls];
        successors = new int[unrolls];
        masked = new boolean[unrolls];
    }

    /**
     * Refuses a memory that does not fit, as the constructor does, without taking any of it.
     *
     * @param setting what a user sets its capacity with
     * @throws ReplayTooLargeException as the constructor does
     */
    public static void requireFitting(UnrollShape shape, int capacity, String setting) {
        ReplaySize.of(shape, capacity)
                .requireFitting(setting, capacity, Runtime.getRuntime().maxMemory());
    }

    /**
     * What a memory takes at most, in bytes, array headers and 8 bytes a lane apart: as much as this only if every step
     * was cut, and little more than half of it if none was.
     */
    public static long bytes(UnrollShape shape, int capacity) {
        return ReplaySize.of(shape, capacity).bytes();
    }

    /** What this memory has taken up to now, in bytes; never more than {@link #bytes}. */
    public long allocated() {
        long words = (long) observations.length + sampled.length + rewards.length + finalRows.length;
        return words * Float.BYTES
                + (masks == null ? 0 : masks.length)
                + ends.length
                + (long) unrolls * (Long.BYTES + Integer.BYTES + 1)
                + finals.allocated();
    }

    /** Most steps that are held: whole unrolls. */
    public int capacity() {
        return range.capacity();
    }

    /** The id of the oldest step held. */
    public long oldest() {
        return range.oldest();
    }

    /** One beyond the id of the newest step held. */
    public long end() {
        return range.end();
    }

    /** Steps held. */
    public int size() {
        return range.size();
    }

    /**
     * Takes in the steps of a batch, in its order, and drops as many of the oldest as there is no room for. Step row
     * {@code r} of the batch becomes step {@code stepsBefore + r}.
     *
     * @param stepsBefore environment steps before these: {@link #end}, unless the memory is empty; whole unrolls
     * @throws IllegalArgumentException if the batch is of another shape, a lane is negative, or the steps do not follow
     *     those inserted before; nothing was taken in then
     */
    public void insert(UnrollBatch batch, long stepsBefore) {
        requireFitting(batch, stepsBefore);
        int count = batch.stepRows() / shape.stepRows();
        int finalsBefore = 0;
        for (int unroll = 0; unroll < count; unroll++) {
            int slot = makeRoom(stepsBefore + (long) unroll * shape.stepRows());
            putSteps(batch, unroll, slot);
            putMasks(batch, unroll, slot);
            finalsBefore = putFinals(batch, unroll, slot, finalsBefore);
            link(batch.lanes()[unroll], batch.numbers()[unroll], slot);
        }
    }

    /**
     * Gathers steps with their returns over up to n steps. The sum stops early where an episode ends, and where the
     * next step is not in memory, because it was not taken yet or its unroll is missing; the discount of what is
     * estimated beyond is then that of the steps really summed up.
     *
     * @param steps    ids, in any order and more than once if need be
     * @param rows     how many of them
     * @param nStep    most rewards that are summed up; at least 1
     * @param discount weight of the next step's reward, the paper's gamma; in [0, 1]
     * @param into     receives all but the weights
     * @throws IllegalArgumentException if a step is not in memory, the batch has no room for so many rows or is of
     *     another shape, or a number lies beyond its bounds
     * @see <a href="https://arxiv.org/abs/1710.02298">Hessel et al. 2018, section 3, on multi-step learning</a>
     */
    public void gather(long[] steps, int rows, int nStep, double discount, ReplayBatch into) {
        if (nStep < 1 || !(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("Returns over " + nStep + " steps with discount " + discount
                    + " cannot be: it is 1 step or more, and the discount lies between 0 and 1.");
        }
        requireShape(into.shape());
        into.begin(steps, rows, maskedUnrolls > 0);
        for (int row = 0; row < rows; row++) {
            range.requireHeld(steps[row]);
            int first = range.position(steps[row]);
            copyObservation(observationRow(first), first, into.observations(), into.masks(), row);
            copySampled(first, into.sampled(), row);
            int last = sumUp(first, nStep, discount, into, row);
            if (Ends.terminated(ends[last])) {
                bootstrapFromNothing(into, row);
            } else if (Ends.ended(ends[last])) {
                bootstrapFromFinal(last, into, row);
            } else {
                bootstrapFromNext(last, into, row);
            }
        }
    }

    /** Adds up rewards from a position on; gives the position of the last of them. */
    private int sumUp(int first, int nStep, double discount, ReplayBatch into, int row) {
        int at = first;
        double weight = discount;
        double sum = rewards[at];
        for (int summed = 1; summed < nStep && !Ends.ended(ends[at]); summed++) {
            int next = successor(at);
            if (next == NONE) {
                break;
            }
            at = next;
            sum += weight * rewards[at];
            weight *= discount;
        }
        into.rewards()[row] = (float) sum;
        into.discounts()[row] = (float) weight;
        return at;
    }

    private void bootstrapFromNothing(ReplayBatch into, int row) {
        into.discounts()[row] = 0;
        Arrays.fill(into.nextObservations(), row * shape.observationSize(), (row + 1) * shape.observationSize(), 0);
        allowAll(into.nextMasks(), row);
        noneTaken(into, row);
    }

    private void bootstrapFromFinal(int last, ReplayBatch into, int row) {
        finals.copyObservation(finalRows[last], into.nextObservations(), row * shape.observationSize());
        byte[] nextMasks = into.nextMasks();
        if (nextMasks != null && masked[slot(last)]) {
            finals.copyMask(finalRows[last], nextMasks, row * shape.choices());
        } else {
            allowAll(nextMasks, row);
        }
        noneTaken(into, row);
    }

    private void bootstrapFromNext(int last, ReplayBatch into, int row) {
        // An unroll holds the observations after its last tick too, whether or not there is a step that follows.
        int nextRow = observationRow(last) + shape.environments();
        copyObservation(nextRow, last, into.nextObservations(), into.nextMasks(), row);
        int next = successor(last);
        if (next == NONE) {
            noneTaken(into, row);
        } else {
            copySampled(next, into.nextSampled(), row);
            into.nextKnown()[row] = true;
        }
    }

    private void noneTaken(ReplayBatch into, int row) {
        Arrays.fill(into.nextSampled(), row * shape.sampledWidth(), (row + 1) * shape.sampledWidth(), 0);
        into.nextKnown()[row] = false;
    }

    /** @param position of a step of the same unroll */
    private void copyObservation(int observationRow, int position, float[] into, byte @Nullable [] intoMasks, int row) {
        int size = shape.observationSize();
        System.arraycopy(observations, observationRow * size, into, row * size, size);
        if (intoMasks != null && masks != null && masked[slot(position)]) {
            int choices = shape.choices();
            MaskBits.unpack(masks, observationRow * MaskBits.width(choices), choices, intoMasks, row * choices);
        } else {
            allowAll(intoMasks, row);
        }
    }

    private void allowAll(byte @Nullable [] intoMasks, int row) {
        if (intoMasks != null) {
            Arrays.fill(intoMasks, row * shape.choices(), (row + 1) * shape.choices(), (byte) 1);
        }
    }

    private void copySampled(int position, float[] into, int row) {
        int width = shape.sampledWidth();
        System.arraycopy(sampled, position * width, into, row * width, width);
    }

    private int slot(int position) {
        return position / shape.stepRows();
    }

    /** The observation row that a step started from. */
    private int observationRow(int position) {
        // Each unroll before this one holds one tick of observations more than of steps.
        return position + slot(position) * shape.environments();
    }

    /** Where the step lies that the same environment took next; {@link #NONE} where it is not in memory. */
    private int successor(int position) {
        int lastTick = shape.stepRows() - shape.environments();
        int inUnroll = position % shape.stepRows();
        if (inUnroll < lastTick) {
            return position + shape.environments();
        }
        // What follows is newer, so it stays at least as long as this one.
        int next = successors[slot(position)];
        return next == NONE ? NONE : next * shape.stepRows() + inUnroll - lastTick;
    }

    /** Gives the place of the oldest unroll, if there is no other, to one that begins with this step. */
    private int makeRoom(long firstStep) {
        int slot = slot(range.position(firstStep));
        if (range.size() == range.capacity()) {
            int from = slot * shape.stepRows();
            for (int position = from; position < from + shape.stepRows(); position++) {
                if (Ends.cut(ends[position])) {
                    finals.remove(finalRows[position]);
                }
            }
            maskedUnrolls -= masked[slot] ? 1 : 0;
        }
        range.append(firstStep, firstStep + shape.stepRows());
        return slot;
    }

    private void putSteps(UnrollBatch batch, int unroll, int slot) {
        copyUnroll(batch.observations(), unroll, observations, slot, shape.observationRows() * shape.observationSize());
        copyUnroll(batch.sampled(), unroll, sampled, slot, shape.stepRows() * shape.sampledWidth());
        copyUnroll(batch.rewards(), unroll, rewards, slot, shape.stepRows());
        System.arraycopy(batch.ends(), unroll * shape.stepRows(), ends, slot * shape.stepRows(), shape.stepRows());
    }

    private static void copyUnroll(float[] source, int unroll, float[] into, int slot, int length) {
        System.arraycopy(source, unroll * length, into, slot * length, length);
    }

    private void putMasks(UnrollBatch batch, int unroll, int slot) {
        byte[] flags = batch.masks();
        masked[slot] = flags != null;
        if (flags != null) {
            maskedUnrolls++;
            int rows = shape.observationRows();
            int choices = shape.choices();
            int width = MaskBits.width(choices);
            byte[] bits = masks == null ? new byte[unrolls * rows * width] : masks;
            masks = bits;
            for (int row = 0; row < rows; row++) {
                MaskBits.pack(flags, (unroll * rows + row) * choices, choices, bits, (slot * rows + row) * width);
            }
        }
    }

    /** Keeps the final observations of steps that were cut; gives how many final rows of the batch are done with. */
    private int putFinals(UnrollBatch batch, int unroll, int slot, int finalsBefore) {
        int rowsBefore = unroll * shape.stepRows();
        int at = finalsBefore;
        while (at < batch.finals() && batch.finalRows()[at] < rowsBefore + shape.stepRows()) {
            int position = slot * shape.stepRows() + batch.finalRows()[at] - rowsBefore;
            if (Ends.cut(ends[position])) {
                finalRows[position] = finals.add(batch.finalObservations(), at, batch.finalMasks());
            }
            at++;
        }
        return at;
    }

    private void link(int lane, long number, int slot) {
        numbers[slot] = number;
        successors[slot] = NONE;
        if (lane >= lastOfLane.length) {
            int known = lastOfLane.length;
            lastOfLane = Arrays.copyOf(lastOfLane, lane + 1);
            Arrays.fill(lastOfLane, known, lane + 1, NONE);
        }
        long before = lastOfLane[lane];
        if (before >= range.oldest()) {
            int slotBefore = slot(range.position(before));
            if (numbers[slotBefore] + 1 == number && beginsWhereEnded(slot, slotBefore)) {
                successors[slotBefore] = slot;
            }
        }
        lastOfLane[lane] = range.end() - shape.stepRows();
    }

    /** Whether an unroll's first observations are another's last ones. */
    private boolean beginsWhereEnded(int slot, int slotBefore) {
        int length = shape.environments() * shape.observationSize();
        int first = slot * shape.observationRows() * shape.observationSize();
        int last = ((slotBefore + 1) * shape.observationRows() - shape.environments()) * shape.observationSize();
        return Arrays.equals(observations, first, first + length, observations, last, last + length);
    }

    private void requireFitting(UnrollBatch batch, long stepsBefore) {
        requireShape(batch.shape());
        range.requireFollowing(stepsBefore);
        if (stepsBefore % shape.stepRows() != 0) {
            throw new IllegalArgumentException("There were " + stepsBefore + " steps before, but unrolls have "
                    + shape.stepRows() + ": these cannot be whole unrolls. Count the steps that were learned from.");
        }
        for (int unroll = 0; unroll < batch.stepRows() / shape.stepRows(); unroll++) {
            if (batch.lanes()[unroll] < 0) {
                throw new IllegalArgumentException("Unroll " + unroll + " of the batch is of lane "
                        + batch.lanes()[unroll] + ", but lanes count from 0.");
            }
        }
    }

    private void requireShape(UnrollShape found) {
        if (!found.equals(shape)) {
            throw new IllegalArgumentException(
                    "Steps of " + found + " do not fit into a memory of " + shape + ". Take both from the same run.");
        }
    }
}
