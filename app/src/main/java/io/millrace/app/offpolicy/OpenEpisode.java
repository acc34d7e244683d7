package io.millrace.app.offpolicy;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An episode that is being read, step by step, from the unrolls that hold it. */
final class OpenEpisode {

    private final UnrollShape shape;
    private int steps;
    private float[] observations;
    private float[] sampled;
    private float[] rewards;
    private float[] behaviour;
    private byte @Nullable [] masks;

    OpenEpisode(UnrollShape shape) {
        this.shape = shape;
        int room = 16;
        observations = new float[room * shape.observationSize()];
        sampled = new float[room * shape.sampledWidth()];
        rewards = new float[room];
        behaviour = new float[room];
    }

    /** Takes the step of a row; its log-probability is given apart, since it may be unknown. */
    void step(DecodedUnroll unroll, int row, float logProbability) {
        makeRoom();
        copy(unroll.observations(), row, shape.observationSize(), observations);
        copy(unroll.sampled(), row, shape.sampledWidth(), sampled);
        rewards[steps] = unroll.rewards()[row];
        behaviour[steps] = logProbability;
        if (unroll.masks() != null) {
            mask(unroll.masks(), row);
        }
        steps++;
    }

    /** Takes what the last step led to. */
    void end(DecodedUnroll unroll, int finalRow) {
        makeRoom();
        copy(unroll.finalObservations(), finalRow, shape.observationSize(), observations);
        if (unroll.finalMasks() != null) {
            mask(unroll.finalMasks(), finalRow);
        }
    }

    int steps() {
        return steps;
    }

    /** (T + 1) x observation size. */
    float[] observations() {
        return Arrays.copyOf(observations, (steps + 1) * shape.observationSize());
    }

    /** T x sampled width. */
    float[] sampled() {
        return Arrays.copyOf(sampled, steps * shape.sampledWidth());
    }

    float[] rewards() {
        return Arrays.copyOf(rewards, steps);
    }

    float[] behaviour() {
        return Arrays.copyOf(behaviour, steps);
    }

    /** (T + 1) x choices, 1 where allowed; null where all always were. */
    byte @Nullable [] masks() {
        return masks;
    }

    private void copy(float[] from, int row, int width, float[] into) {
        System.arraycopy(from, row * width, into, steps * width, width);
    }

    private void mask(byte[] from, int row) {
        int choices = shape.choices();
        if (masks == null) {
            masks = new byte[rewards.length * choices];
            Arrays.fill(masks, (byte) 1);
        }
        System.arraycopy(from, row * choices, masks, steps * choices, choices);
    }

    /** For one step more, and the observation behind it. */
    private void makeRoom() {
        if (steps + 1 < rewards.length) {
            return;
        }
        int room = 2 * rewards.length;
        observations = Arrays.copyOf(observations, room * shape.observationSize());
        sampled = Arrays.copyOf(sampled, room * shape.sampledWidth());
        rewards = Arrays.copyOf(rewards, room);
        behaviour = Arrays.copyOf(behaviour, room);
        if (masks != null) {
            int before = masks.length;
            masks = Arrays.copyOf(masks, room * shape.choices());
            Arrays.fill(masks, before, masks.length, (byte) 1);
        }
    }
}
