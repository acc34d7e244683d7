package io.millrace.datasets.rows;

import io.millrace.messages.Unroll;
import io.millrace.schemas.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes an unroll apart into its steps: environment after environment, and of each, tick after tick. */
public final class UnrollSteps {

    private static final int TERMINATED = 1;
    private static final int TRUNCATED = 2;

    private final Unroll unroll;
    private final int ticks;
    private final int environments;
    private final int size;
    private final int width;
    private final float[] observations;
    private final byte @Nullable [] masks;
    private final float[] actions;
    private final float @Nullable [] sampled;
    private final float[] logProbabilities;
    private final float[] rewards;
    private final byte[] ends;
    private final int[] finalRows;
    private final float[] finalObservations;
    private final byte @Nullable [] finalMasks;
    private final long[] versions;
    private final long[] times;
    private final long[] episodes;
    private final int[] episodeSteps;

    /** @param discrete whether actions are indices */
    public UnrollSteps(Unroll unroll, boolean discrete) {
        this.unroll = unroll;
        this.ticks = unroll.getSteps();
        this.environments = unroll.getEnvironments();
        this.size = unroll.getObservationSize();
        this.width = unroll.getActionSize();
        this.observations = Tensors.floats(unroll.getObservations());
        this.masks = bytes(unroll.getActionMasks());
        this.actions = discrete ? indices(unroll.getActions()) : Tensors.floats(unroll.getActions());
        ByteBuffer drawn = unroll.getSampled();
        this.sampled = drawn == null ? null : Tensors.floats(drawn);
        this.logProbabilities = Tensors.floats(unroll.getLogProbabilities());
        this.rewards = Tensors.floats(unroll.getRewards());
        this.ends = Tensors.bytes(unroll.getEnds());
        this.finalRows = Tensors.ints(unroll.getFinalRows());
        this.finalObservations = Tensors.floats(unroll.getFinalObservations());
        this.finalMasks = bytes(unroll.getFinalMasks());
        this.versions = Tensors.longs(unroll.getWeightsVersions());
        this.times = Tensors.longs(unroll.getEventTimes());
        this.episodes = Tensors.longs(unroll.getEpisodes());
        this.episodeSteps = Tensors.ints(unroll.getEpisodeSteps());
    }

    /** Takes rows, and may fail at it. */
    @FunctionalInterface
    public interface Taker {
        /** Takes the next row. */
        void take(StepRow row) throws IOException;
    }

    /**
     * Hands on the steps.
     *
     * @param last whether no later unroll of this lane follows, so that the observations behind it stand nowhere else
     */
    public void forEach(boolean last, Taker taker) throws IOException {
        for (int environment = 0; environment < environments; environment++) {
            long episode = episodes[environment];
            int step = episodeSteps[environment];
            for (int tick = 0; tick < ticks; tick++) {
                StepRow row = row(environment, tick, episode, step, last);
                taker.take(row);
                episode += row.ended() ? 1 : 0;
                step = row.ended() ? 0 : step + 1;
            }
        }
    }

    private StepRow row(int environment, int tick, long episode, int step, boolean last) {
        int at = tick * environments + environment;
        boolean ended = ends[at] != 0;
        int ending = ended ? Arrays.binarySearch(finalRows, at) : -1;
        boolean behind = !ended && last && tick == ticks - 1;
        float @Nullable [] next = null;
        byte @Nullable [] nextMask = null;
        if (ended) {
            next = part(finalObservations, ending, size);
            nextMask = maskPart(finalMasks, ending, finalRows.length);
        } else if (behind) {
            next = part(observations, at + environments, size);
            nextMask = maskPart(masks, at + environments, (ticks + 1) * environments);
        }
        return new StepRow(
                unroll.getRun(),
                unroll.getLane(),
                environment,
                episode,
                step,
                part(observations, at, size),
                part(actions, at, width),
                sampled == null ? null : part(sampled, at, sampled.length / (ticks * environments)),
                maskPart(masks, at, (ticks + 1) * environments),
                logProbabilities[at],
                rewards[at],
                (ends[at] & TERMINATED) != 0,
                (ends[at] & TRUNCATED) != 0,
                next,
                nextMask,
                versions[tick],
                times[tick]);
    }

    private static float[] part(float[] all, int row, int width) {
        return Arrays.copyOfRange(all, row * width, (row + 1) * width);
    }

    private static byte @Nullable [] maskPart(byte @Nullable [] all, int row, int rows) {
        if (all == null) {
            return null;
        }
        int width = all.length / rows;
        return Arrays.copyOfRange(all, row * width, (row + 1) * width);
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : Tensors.bytes(buffer);
    }

    private static float[] indices(ByteBuffer bytes) {
        float[] indices = new float[bytes.remaining() / Integer.BYTES];
        Tensors.indices(bytes, indices, 0);
        return indices;
    }
}
