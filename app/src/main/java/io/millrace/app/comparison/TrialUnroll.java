package io.millrace.app.comparison;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.messages.Run;
import io.millrace.weights.RunPolicy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The growing unroll of the one environment of a trial, in the arrays that a learner reads. For each step
 * first {@link #show}, then {@link #act}, then {@link #step}.
 */
final class TrialUnroll {

    private final UnrollShape shape;
    private final float[] observations;
    private final byte @Nullable [] masks;
    private final float[] sampled;
    private final float[] logProbabilities;
    private final float[] rewards;
    private final byte[] ends;
    private final int[] finalRows;
    private final float[] finalObservations;
    private final byte @Nullable [] finalMasks;
    private final long[] versions;
    private long number;
    private int step;
    private int finals;

    TrialUnroll(Run run, int sampledWidth, boolean masked) {
        int steps = run.getUnrollLength();
        shape = new UnrollShape(
                steps, 1, run.getObservationSize(), RunPolicy.actionSpace(run.getActionSpace()), sampledWidth);
        observations = new float[(steps + 1) * shape.observationSize()];
        masks = masked ? new byte[(steps + 1) * shape.choices()] : null;
        sampled = new float[steps * sampledWidth];
        logProbabilities = new float[steps];
        rewards = new float[steps];
        ends = new byte[steps];
        finalRows = new int[steps];
        finalObservations = new float[steps * shape.observationSize()];
        finalMasks = masked ? new byte[steps * shape.choices()] : null;
        versions = new long[steps];
    }

    UnrollShape shape() {
        return shape;
    }

    /** Whether all steps and the observation after them are there, once that was shown. */
    boolean complete() {
        return step == shape.steps();
    }

    /** What the environment shows before the next step. */
    void show(float[] observation, byte @Nullable [] mask) {
        copy(observation, observations, step, shape.observationSize());
        if (masks != null && mask != null) {
            System.arraycopy(mask, 0, masks, step * shape.choices(), shape.choices());
        }
    }

    void act(float[] action, float logProbability, long version) {
        copy(action, sampled, step, shape.sampledWidth());
        logProbabilities[step] = logProbability;
        versions[step] = version;
    }

    /** Ends the step; the arguments are those of {@link Contestant#learn}. */
    void step(double reward, EpisodeStatus status, float[] next, byte @Nullable [] nextMask) {
        rewards[step] = (float) reward;
        ends[step] = switch (status) {
            case RUNNING -> 0;
            case TERMINATED -> Ends.TERMINATED;
            case TRUNCATED -> Ends.TRUNCATED;
        };
        if (status != EpisodeStatus.RUNNING) {
            finalRows[finals] = step;
            copy(next, finalObservations, finals, shape.observationSize());
            keepFinalMask(status, nextMask);
            finals++;
        }
        step++;
    }

    private void keepFinalMask(EpisodeStatus status, byte @Nullable [] mask) {
        if (finalMasks == null || mask == null) {
            return;
        }
        int at = finals * shape.choices();
        if (status == EpisodeStatus.TERMINATED) {
            Arrays.fill(finalMasks, at, at + shape.choices(), (byte) 1);
        } else {
            System.arraycopy(mask, 0, finalMasks, at, shape.choices());
        }
    }

    /** The complete unroll, in arrays that the next one is written into. */
    DecodedUnroll decoded() {
        return new DecodedUnroll(
                0,
                number,
                observations,
                masks,
                sampled,
                logProbabilities,
                rewards,
                ends,
                Arrays.copyOf(finalRows, finals),
                Arrays.copyOf(finalObservations, finals * shape.observationSize()),
                versions,
                finalMasks == null ? null : Arrays.copyOf(finalMasks, finals * shape.choices()));
    }

    /** Begins the next one with the observation that was shown last. */
    void begin() {
        int last = step * shape.observationSize();
        System.arraycopy(observations, last, observations, 0, shape.observationSize());
        if (masks != null) {
            System.arraycopy(masks, step * shape.choices(), masks, 0, shape.choices());
        }
        number++;
        step = 0;
        finals = 0;
    }

    private static void copy(float[] from, float[] into, int row, int width) {
        System.arraycopy(from, 0, into, row * width, width);
    }
}
