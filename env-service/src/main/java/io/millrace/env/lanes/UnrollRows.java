package io.millrace.env.lanes;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.messages.Unroll;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one growing unroll, laid out as in the message: rows run tick by tick, environment by
 * environment. They are filled in place and reused by the next unroll.
 */
final class UnrollRows {

    private static final byte TERMINATED = 1;
    private static final byte TRUNCATED = 2;

    private final LaneShape shape;
    private final float[] observations;
    private final byte @Nullable [] masks;
    private final float[] actions;
    private final float[] sampled;
    private final float[] logProbabilities;
    private final float[] rewards;
    private final byte[] ends;
    private final long[] versions;
    private final long[] eventTimes;
    private final long[] episodes;
    private final int[] episodeSteps;
    private int[] finalRows = new int[16];
    private float[] finalObservations;
    private byte @Nullable [] finalMasks;
    private int finals;
    private boolean sampledApart;

    UnrollRows(LaneShape shape, boolean masked) {
        int steps = shape.unrollLength();
        int rows = steps * shape.environments();
        int rowsAndNext = rows + shape.environments();
        this.shape = shape;
        this.observations = new float[rowsAndNext * shape.observationSize()];
        this.masks = masked ? new byte[rowsAndNext * shape.maskWidth()] : null;
        this.actions = new float[rows * shape.actionWidth()];
        this.sampled = new float[rows * shape.actionWidth()];
        this.logProbabilities = new float[rows];
        this.rewards = new float[rows];
        this.ends = new byte[rows];
        this.versions = new long[steps];
        this.eventTimes = new long[steps];
        this.episodes = new long[shape.environments()];
        this.episodeSteps = new int[shape.environments()];
        this.finalObservations = new float[finalRows.length * shape.observationSize()];
        this.finalMasks = masked ? new byte[finalRows.length * shape.maskWidth()] : null;
    }

    float[] observations() {
        return observations;
    }

    int observationAt(int step, int environment) {
        return row(step, environment) * shape.observationSize();
    }

    float[] actions() {
        return actions;
    }

    int actionAt(int step, int environment) {
        return row(step, environment) * shape.actionWidth();
    }

    /** Whether the environments say which actions they allow. */
    boolean masked() {
        return masks != null;
    }

    /** Writes what the environments show before the step into a tensor that holds just that many numbers. */
    void observationsAt(int step, ByteBuffer into) {
        Tensors.putFloats(observations, observationAt(step, 0), shape.environments() * shape.observationSize(), into);
    }

    /** Writes what the environments allow before the step; only where they are {@link #masked}. */
    void masksAt(int step, ByteBuffer into) {
        int length = shape.environments() * shape.maskWidth();
        into.duplicate().put(Objects.requireNonNull(masks), step * length, length);
    }

    boolean allowed(int step, int environment, int choice) {
        return masks == null || masks[row(step, environment) * shape.maskWidth() + choice] != 0;
    }

    /** Asks an environment what it allows now, for the tick at {@code step}; false if it allows nothing. */
    boolean mask(int step, int i, Environment environment) {
        if (masks == null) {
            return true;
        }
        int at = row(step, i) * shape.maskWidth();
        environment.mask(masks, at);
        return anyAllowed(masks, at);
    }

    /** Where the episodes stand as the unroll begins. */
    void episodesBegin(long[] episode, int[] episodeStep) {
        System.arraycopy(episode, 0, episodes, 0, episodes.length);
        System.arraycopy(episodeStep, 0, episodeSteps, 0, episodeSteps.length);
    }

    void beginTick(int step, long version, Instant now) {
        versions[step] = version;
        eventTimes[step] = now.toEpochMilli();
    }

    void answered(int step, float[] chosen, float @Nullable [] drawn, float[] logProbability) {
        System.arraycopy(chosen, 0, actions, actionAt(step, 0), chosen.length);
        System.arraycopy(drawn == null ? chosen : drawn, 0, sampled, actionAt(step, 0), chosen.length);
        System.arraycopy(logProbability, 0, logProbabilities, row(step, 0), logProbability.length);
        sampledApart |= drawn != null;
    }

    void stepped(int step, int environment, double reward, EpisodeStatus status) {
        int row = row(step, environment);
        rewards[row] = (float) reward;
        ends[row] = switch (status) {
            case RUNNING -> 0;
            case TERMINATED -> TERMINATED;
            case TRUNCATED -> TRUNCATED;
        };
    }

    /** Keeps the observation in which an episode ended, and returns the array it stands in, at {@link #finalAt}. */
    float[] finalObservation(int step, int environment, Environment ended) {
        if (finals == finalRows.length) {
            finalRows = Arrays.copyOf(finalRows, finals * 2);
            finalObservations = Arrays.copyOf(finalObservations, finalObservations.length * 2);
            finalMasks = finalMasks == null ? null : Arrays.copyOf(finalMasks, finalMasks.length * 2);
        }
        finalRows[finals++] = row(step, environment);
        ended.observe(finalObservations, finalAt());
        return finalObservations;
    }

    /** Keeps what is allowed in the last final observation; false if nothing is. Where a task itself ended, nothing is asked. */
    boolean finalMask(Environment ended, EpisodeStatus status) {
        if (finalMasks == null) {
            return true;
        }
        int at = (finals - 1) * shape.maskWidth();
        if (status == EpisodeStatus.TERMINATED) {
            Arrays.fill(finalMasks, at, at + shape.maskWidth(), (byte) 1);
            return true;
        }
        ended.mask(finalMasks, at);
        return anyAllowed(finalMasks, at);
    }

    private boolean anyAllowed(byte[] flags, int at) {
        for (int choice = 0; choice < shape.maskWidth(); choice++) {
            if (flags[at + choice] != 0) {
                return true;
            }
        }
        return false;
    }

    int finalAt() {
        return (finals - 1) * shape.observationSize();
    }

    Unroll toUnroll(int lane, long number) {
        return Unroll.newBuilder()
                .setRun(shape.run())
                .setLane(lane)
                .setNumber(number)
                .setEnvironment(shape.environment().name())
                .setEnvironmentVersion(shape.environment().version())
                .setSteps(shape.unrollLength())
                .setEnvironments(shape.environments())
                .setObservationSize(shape.observationSize())
                .setActionSize(shape.actionWidth())
                .setObservations(Tensors.ofFloats(observations))
                .setActionMasks(masks == null ? null : Tensors.ofBytes(masks, 0, masks.length))
                .setActions(
                        shape.discrete() ? Tensors.ofIndices(actions, 0, actions.length) : Tensors.ofFloats(actions))
                .setSampled(sampledApart ? Tensors.ofFloats(sampled) : null)
                .setLogProbabilities(Tensors.ofFloats(logProbabilities))
                .setRewards(Tensors.ofFloats(rewards))
                .setEnds(Tensors.ofBytes(ends, 0, ends.length))
                .setFinalRows(Tensors.ofInts(finalRows, finals))
                .setFinalObservations(Tensors.ofFloats(finalObservations, 0, finals * shape.observationSize()))
                .setFinalMasks(finalMasks == null ? null : Tensors.ofBytes(finalMasks, 0, finals * shape.maskWidth()))
                .setWeightsVersions(Tensors.ofLongs(versions))
                .setEpisodes(Tensors.ofLongs(episodes))
                .setEpisodeSteps(Tensors.ofInts(episodeSteps, episodeSteps.length))
                .setEventTimes(Tensors.ofLongs(eventTimes))
                .build();
    }

    /** Makes the last observations the first ones of the next unroll. */
    void carryOver() {
        int width = shape.environments() * shape.observationSize();
        System.arraycopy(observations, observationAt(shape.unrollLength(), 0), observations, 0, width);
        if (masks != null) {
            int flags = shape.environments() * shape.maskWidth();
            System.arraycopy(masks, shape.unrollLength() * flags, masks, 0, flags);
        }
        finals = 0;
        sampledApart = false;
    }

    private int row(int step, int environment) {
        return step * shape.environments() + environment;
    }
}
