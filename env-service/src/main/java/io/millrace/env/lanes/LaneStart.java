package io.millrace.env.lanes;

import io.millrace.messages.Unroll;
import io.millrace.schemas.Tensors;

/**
 * Where a lane begins: at its first unroll, or after the last one that stands on the log.
 *
 * @param unroll   number of the next unroll
 * @param episodes for each environment, the number of its next episode
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, when a lane is taken over.
public record LaneStart(long unroll, long[] episodes) {

    /** A lane that never ran. */
    public static LaneStart fresh(int environments) {
        return new LaneStart(0, new long[environments]);
    }

    /** A lane that stands before a recorded unroll, to do it again. */
    public static LaneStart before(Unroll first) {
        return new LaneStart(first.getNumber(), Tensors.longs(first.getEpisodes()));
    }

    /**
     * A lane whose last recorded unroll is {@code last}: unfinished episodes are abandoned, new ones
     * begin. An episode that would have begun with the next unroll begins there as if nothing happened.
     */
    public static LaneStart after(Unroll last) {
        long[] episodes = Tensors.longs(last.getEpisodes());
        int lastTick = (last.getSteps() - 1) * last.getEnvironments();
        boolean[] endedWithUnroll = new boolean[episodes.length];
        for (int row : Tensors.ints(last.getFinalRows())) {
            episodes[row % last.getEnvironments()]++;
            endedWithUnroll[row % last.getEnvironments()] = row >= lastTick;
        }
        for (int i = 0; i < episodes.length; i++) {
            episodes[i] += endedWithUnroll[i] ? 0 : 1;
        }
        return new LaneStart(last.getNumber() + 1, episodes);
    }
}
