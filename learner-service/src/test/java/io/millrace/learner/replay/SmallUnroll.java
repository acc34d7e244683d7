package io.millrace.learner.replay;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Unrolls to reckon with by hand: 3 ticks of one environment, one number, 3 choices. Observations are numbered from a
 * first one on, the action taken in one is its number and a half, the final one in its place 1000 more.
 */
final class SmallUnroll {

    static final UnrollShape SHAPE = new UnrollShape(3, 1, 1, new ActionSpace.Discrete(3), 1);

    private final int lane;
    private final long number;
    private final float[] rewards;
    private float first;
    private byte[] ends = {0, 0, 0};
    private byte[] masks = {};
    private byte[] finalMasks = {};

    private SmallUnroll(int lane, long number, float[] rewards) {
        this.lane = lane;
        this.number = number;
        this.rewards = rewards;
        first = 3 * number;
    }

    /** Observations begin where those of the number before end. */
    static SmallUnroll of(int lane, long number, float... rewards) {
        return new SmallUnroll(lane, number, rewards);
    }

    SmallUnroll ends(int... ends) {
        this.ends = new byte[] {(byte) ends[0], (byte) ends[1], (byte) ends[2]};
        return this;
    }

    SmallUnroll observationsFrom(float first) {
        this.first = first;
        return this;
    }

    /** Masks of all 4 observations, and of each that ended an episode. */
    SmallUnroll masks(byte[] masks, byte[] finalMasks) {
        this.masks = masks;
        this.finalMasks = finalMasks;
        return this;
    }

    DecodedUnroll decoded() {
        int[] finalRows =
                IntStream.range(0, 3).filter(row -> Ends.ended(ends[row])).toArray();
        float[] finals = new float[finalRows.length];
        for (int i = 0; i < finals.length; i++) {
            finals[i] = first + finalRows[i] + 1001;
        }
        return new DecodedUnroll(
                lane,
                number,
                new float[] {first, first + 1, first + 2, first + 3},
                masks.length == 0 ? null : masks,
                new float[] {first + .5f, first + 1.5f, first + 2.5f},
                new float[3],
                rewards,
                ends,
                finalRows,
                finals,
                new long[3],
                masks.length == 0 ? null : finalMasks);
    }

    static UnrollBatch batch(SmallUnroll... unrolls) {
        UnrollBatch batch = new UnrollBatch(SHAPE);
        batch.fill(List.of(unrolls).stream().map(SmallUnroll::decoded).toList());
        return batch;
    }
}
