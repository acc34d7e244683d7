package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import org.jspecify.annotations.Nullable;

/**
 * What one gradient step learns from, put together row by row from a batch that lies in another order.
 * Its arrays are used again for other minibatches and may be longer than what they hold.
 */
final class Minibatch {

    private int rows;
    private boolean masked;
    private float[] observations = {};
    private byte[] masks = {};
    private float[] sampled = {};
    private double[] oldLogProbabilities = {};
    private double[] oldValues = {};
    private double[] advantages = {};
    private double[] targets = {};

    /** Takes over the step rows {@code order[begin]} to {@code order[end - 1]}, at least one. */
    void gather(UnrollBatch batch, StepTargets of, int[] order, int begin, int end) {
        rows = end - begin;
        byte[] flags = batch.masks();
        masked = flags != null;
        int size = batch.shape().observationSize();
        int width = batch.shape().sampledWidth();
        int choices = batch.shape().choices();
        int ratios = of.ratios();
        makeRoom(size, width, choices, ratios);
        for (int i = 0; i < rows; i++) {
            int row = order[begin + i];
            int observationRow = batch.observationRow(row);
            System.arraycopy(batch.observations(), observationRow * size, observations, i * size, size);
            System.arraycopy(batch.sampled(), row * width, sampled, i * width, width);
            if (flags != null) {
                System.arraycopy(flags, observationRow * choices, masks, i * choices, choices);
            }
            System.arraycopy(of.oldLogProbabilities(), row * ratios, oldLogProbabilities, i * ratios, ratios);
            oldValues[i] = of.networkValues()[observationRow];
            advantages[i] = of.advantages()[row];
            targets[i] = of.targets()[row];
        }
    }

    /** Number of steps. */
    int rows() {
        return rows;
    }

    /** The observations that the steps started from; rows x observation size. */
    float[] observations() {
        return observations;
    }

    /** Masks of these observations, rows x choices; null where every choice is allowed. */
    byte @Nullable [] masks() {
        return masked ? masks : null;
    }

    /** Actions as the policy drew them; rows x sampled width. */
    float[] sampled() {
        return sampled;
    }

    /** What the new log-probabilities are compared with, in nats; rows x {@link StepTargets#ratios}. */
    double[] oldLogProbabilities() {
        return oldLogProbabilities;
    }

    /** Values before the update, in the network's unit. */
    double[] oldValues() {
        return oldValues;
    }

    /** Advantages, in the rewards' unit. */
    double[] advantages() {
        return advantages;
    }

    /** Value targets, in the network's unit. */
    double[] targets() {
        return targets;
    }

    private void makeRoom(int size, int width, int choices, int ratios) {
        if (advantages.length < rows) {
            observations = new float[rows * size];
            sampled = new float[rows * width];
            oldValues = new double[rows];
            advantages = new double[rows];
            targets = new double[rows];
        }
        int compared = rows * ratios;
        oldLogProbabilities = oldLogProbabilities.length < compared ? new double[compared] : oldLogProbabilities;
        int flags = masked ? rows * choices : 0;
        masks = masks.length < flags ? new byte[flags] : masks;
    }
}
