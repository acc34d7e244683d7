package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;
import io.millrace.learner.returns.RunningMoments;
import io.millrace.policy.network.NetworkShape;

/**
 * What PPO holds fixed during an update: the values before it, the advantages and the value targets.
 *
 * <p>Where values are normalised, the network's unit is {@code (value - mean) / deviation}, with the
 * moments of the targets so far. Advantages are computed with the moments under which the values were
 * learned; then the new targets are taken in, and the network learns in the new unit.
 */
final class PpoTargets {

    /** Rows of one forward pass: bounds what the engine has to hold, whatever the size of an update. */
    private static final int ROWS_AT_ONCE = 1024;

    private final Engine engine;
    private final boolean normalise;
    private final Advantages estimator;
    private final RunningMoments moments;
    private final int observationSize;
    private final float[] observations;
    private final float[] chunkValues = new float[ROWS_AT_ONCE];
    private float[] networkValues = {};
    private double[] values = {};
    private double[] finalValues = {};
    private double[] advantages = {};
    private double[] targets = {};

    PpoTargets(PpoSettings settings, NetworkShape shape, Engine engine, RunningMoments moments) {
        this.engine = engine;
        this.moments = moments;
        normalise = settings.normaliseValues();
        estimator = new Advantages(settings.discount(), settings.lambda());
        observationSize = shape.observationSize();
        observations = new float[ROWS_AT_ONCE * observationSize];
    }

    /**
     * Computes all of them with the parameters that the engine holds.
     *
     * @return explained variance of the targets by the values; 0 where all targets are the same
     */
    double compute(UnrollBatch batch, Place place) {
        makeRoom(batch);
        estimateValues(batch, place);
        estimator.ofUnrolls(batch.layout(), batch.rewards(), batch.ends(), values, finalValues, advantages);
        int rows = batch.stepRows();
        for (int row = 0; row < rows; row++) {
            targets[row] = advantages[row] + values[batch.observationRow(row)];
        }
        double explained = explainedVariance(rows);
        if (normalise) {
            bringTargetsToNetworkUnit(rows);
        }
        return explained;
    }

    /** Advantages by step row, in the rewards' unit. */
    double[] advantages() {
        return advantages;
    }

    /** Value targets by step row, in the network's unit. */
    double[] targets() {
        return targets;
    }

    /** Values before the update by observation row, in the network's unit. */
    float[] networkValues() {
        return networkValues;
    }

    private void estimateValues(UnrollBatch batch, Place place) {
        double mean = normalise ? moments.mean() : 0;
        double deviation = normalise ? moments.deviation() : 1;
        int rows = batch.observationRows();
        for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
            int count = estimate(batch.observations(), from, rows, place);
            System.arraycopy(chunkValues, 0, networkValues, from, count);
        }
        for (int row = 0; row < rows; row++) {
            values[row] = mean + deviation * networkValues[row];
        }
        for (int from = 0; from < batch.finals(); from += ROWS_AT_ONCE) {
            int count = estimate(batch.finalObservations(), from, batch.finals(), place);
            for (int i = 0; i < count; i++) {
                finalValues[batch.finalRows()[from + i]] = mean + deviation * chunkValues[i];
            }
        }
    }

    /** Values of the rows from {@code from} on, as many as go at once, into {@link #chunkValues}. */
    private int estimate(float[] source, int from, int rows, Place place) {
        int count = Math.min(ROWS_AT_ONCE, rows - from);
        System.arraycopy(source, from * observationSize, observations, 0, count * observationSize);
        engine.values(observations, count, chunkValues);
        place.requireFinite("value estimate", chunkValues, count);
        return count;
    }

    private void bringTargetsToNetworkUnit(int rows) {
        moments.add(targets, rows);
        double mean = moments.mean();
        double deviation = moments.deviation();
        for (int row = 0; row < rows; row++) {
            targets[row] = (targets[row] - mean) / deviation;
        }
    }

    private double explainedVariance(int rows) {
        double total = variance(targets, rows);
        // Target minus value is the advantage.
        return total == 0 ? 0 : 1 - variance(advantages, rows) / total;
    }

    private static double variance(double[] numbers, int count) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += numbers[i] / count;
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (numbers[i] - mean) * (numbers[i] - mean);
        }
        return squares / count;
    }

    private void makeRoom(UnrollBatch batch) {
        if (networkValues.length < batch.observationRows()) {
            networkValues = new float[batch.observationRows()];
            values = new double[batch.observationRows()];
        }
        if (targets.length < batch.stepRows()) {
            finalValues = new double[batch.stepRows()];
            advantages = new double[batch.stepRows()];
            targets = new double[batch.stepRows()];
        }
    }
}
