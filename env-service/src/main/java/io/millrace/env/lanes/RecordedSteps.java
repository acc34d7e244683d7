package io.millrace.env.lanes;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.messages.Unroll;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The steps of a recorded unroll, to be done again and compared with. */
final class RecordedSteps {

    private static final int TERMINATED = 1;

    private final LaneShape shape;
    private final float[] actions;
    private final float[] rewards;
    private final float[] observations;
    private final byte[] ends;
    private final long[] versions;
    private final long[] times;
    private final long[] episodes;
    private final int[] episodeSteps;

    private RecordedSteps(Unroll recorded, LaneShape shape) {
        this.shape = shape;
        this.actions = new float[shape.unrollLength() * shape.environments() * shape.actionWidth()];
        this.rewards = Tensors.floats(recorded.getRewards());
        this.observations = Tensors.floats(recorded.getObservations());
        this.ends = Tensors.bytes(recorded.getEnds());
        this.versions = Tensors.longs(recorded.getWeightsVersions());
        this.times = Tensors.longs(recorded.getEventTimes());
        this.episodes = Tensors.longs(recorded.getEpisodes());
        this.episodeSteps = Tensors.ints(recorded.getEpisodeSteps());
    }

    /** @throws IllegalArgumentException if there are not as many actions as a lane of this shape takes */
    static RecordedSteps of(Unroll recorded, LaneShape shape) {
        RecordedSteps steps = new RecordedSteps(recorded, shape);
        ByteBuffer taken = recorded.getActions();
        int count =
                shape.discrete() ? Tensors.indices(taken, steps.actions, 0) : Tensors.floats(taken, steps.actions, 0);
        if (count != steps.actions.length) {
            throw new IllegalArgumentException("The unroll holds " + count + " numbers of actions, but the lane took "
                    + steps.actions.length + ".");
        }
        return steps;
    }

    /** Says which environments are in the midst of an episode when the unroll begins. */
    void standAside(boolean[] away) {
        for (int i = 0; i < away.length; i++) {
            away[i] = episodeSteps[i] != 0;
        }
    }

    /** Whether an environment stands at this step of this episode when the unroll begins. */
    boolean beginsAt(int i, long episode, int step) {
        return episodes[i] == episode && episodeSteps[i] == step;
    }

    float[] actions() {
        return actions;
    }

    int actionAt(int tick, int i) {
        return row(tick, i) * shape.actionWidth();
    }

    long version(int tick) {
        return versions[tick];
    }

    Instant time(int tick) {
        return Instant.ofEpochMilli(times[tick]);
    }

    EpisodeStatus status(int tick, int i) {
        byte end = ends[row(tick, i)];
        if (end == 0) {
            return EpisodeStatus.RUNNING;
        }
        return (end & TERMINATED) != 0 ? EpisodeStatus.TERMINATED : EpisodeStatus.TRUNCATED;
    }

    /** Whether a step had this reward, to the bit, and this end. */
    boolean ledTo(int tick, int i, double reward, EpisodeStatus status) {
        return same(rewards[row(tick, i)], (float) reward) && status(tick, i) == status;
    }

    /** Whether an environment shows this after the last step, to the bit. */
    boolean endWith(int i, float[] shown, int at) {
        int from = row(shape.unrollLength(), i) * shape.observationSize();
        for (int j = 0; j < shape.observationSize(); j++) {
            if (!same(observations[from + j], shown[at + j])) {
                return false;
            }
        }
        return true;
    }

    private int row(int tick, int i) {
        return tick * shape.environments() + i;
    }

    private static boolean same(float one, float other) {
        return Float.floatToIntBits(one) == Float.floatToIntBits(other);
    }
}
