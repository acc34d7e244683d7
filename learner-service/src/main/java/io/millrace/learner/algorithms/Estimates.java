package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.FactoredDistribution;
import io.millrace.policy.network.NetworkShape;

/**
 * What the networks make of a batch before an update: a value for every observation and, where it is
 * asked for, the log-probability of every recorded action.
 */
final class Estimates {

    /** Rows of one forward pass: bounds what the engine has to hold, whatever the size of an update. */
    private static final int ROWS_AT_ONCE = 1024;

    private final Engine engine;
    private final ActionDistribution distribution;
    private final ValueUnit unit;
    private final int observationSize;
    private final int freeOffset;
    private final float[] observations;
    private final float[] outputs;
    private final float[] greedy;
    private final float[] chunkValues = new float[ROWS_AT_ONCE];
    private float[] networkValues = {};
    private double[] values = {};
    private double[] finalValues = {};
    private double[] logProbabilities = {};
    private long agreeing;
    private double shareAsRecorded;

    /** Looks at the row of a step that the distribution is wrapped around. */
    private interface Look {
        void at(UnrollBatch batch, int row);
    }

    Estimates(LearningTask task, ValueUnit unit) {
        NetworkShape shape = task.shape();
        engine = task.engine();
        distribution = task.distribution();
        this.unit = unit;
        observationSize = shape.observationSize();
        freeOffset = shape.freeOffset();
        observations = new float[ROWS_AT_ONCE * observationSize];
        outputs = new float[ROWS_AT_ONCE * shape.policyOutputs()];
        greedy = new float[distribution.sampledWidth()];
    }

    /** Values all observations with the parameters that the engine holds. */
    void ofValues(UnrollBatch batch, Place place) {
        makeRoom(batch);
        for (int from = 0; from < batch.observationRows(); from += ROWS_AT_ONCE) {
            int count = take(batch.observations(), from, batch.observationRows());
            engine.values(observations, count, chunkValues);
            keepValues(from, count, place);
        }
        finish(batch, place);
    }

    /** Values all observations and scores all actions, with parameters that the engine holds too. */
    void ofValuesAndActions(UnrollBatch batch, float[] parameters, Place place) {
        Look whole = (batchOf, row) -> logProbabilities[row] =
                distribution.logProbability(batchOf.sampled(), row * distribution.sampledWidth());
        ofValuesAndOutputs(batch, parameters, 1, whole, place);
    }

    /**
     * Values all observations and scores each factor of all actions, with parameters that the engine holds too.
     *
     * @param factored the task's own distribution
     */
    void ofValuesAndFactors(UnrollBatch batch, float[] parameters, FactoredDistribution factored, Place place) {
        int factors = factored.factors();
        Look each = (batchOf, row) -> factored.factorLogProbabilities(
                batchOf.sampled(), row * distribution.sampledWidth(), logProbabilities, row * factors);
        ofValuesAndOutputs(batch, parameters, factors, each, place);
    }

    /** Values all observations and compares all actions with the greedy ones, with parameters that the engine holds. */
    void ofValuesAndGreedyActions(UnrollBatch batch, float[] parameters, Place place) {
        agreeing = 0;
        ofValuesAndOutputs(batch, parameters, 0, this::compare, place);
        shareAsRecorded = (double) agreeing / ((long) batch.stepRows() * distribution.sampledWidth());
    }

    private void ofValuesAndOutputs(UnrollBatch batch, float[] parameters, int scores, Look look, Place place) {
        makeRoom(batch);
        if (logProbabilities.length < batch.stepRows() * scores) {
            logProbabilities = new double[batch.stepRows() * scores];
        }
        distribution.useFreeParameters(parameters, freeOffset);
        for (int from = 0; from < batch.observationRows(); from += ROWS_AT_ONCE) {
            int count = take(batch.observations(), from, batch.observationRows());
            engine.forward(observations, count, outputs, chunkValues);
            place.requireFinite("policy network's output", outputs, count * distribution.outputs());
            keepValues(from, count, place);
            lookAt(batch, from, count, look);
        }
        finish(batch, place);
    }

    /** Values by observation row, in the network's unit. */
    float[] networkValues() {
        return networkValues;
    }

    /** Values by observation row, in the rewards' unit. */
    double[] values() {
        return values;
    }

    /** Values of the true final observations by step row, in the rewards' unit; of other rows left over. */
    double[] finalValues() {
        return finalValues;
    }

    /** Log-probabilities of the recorded actions, or of each of their factors, by step row, in nats. */
    double[] logProbabilities() {
        return logProbabilities;
    }

    /** Share of the numbers of the recorded actions, as they were sampled, that the greedy actions have as well. */
    double shareAsRecorded() {
        return shareAsRecorded;
    }

    private int take(float[] source, int from, int rows) {
        int count = Math.min(ROWS_AT_ONCE, rows - from);
        System.arraycopy(source, from * observationSize, observations, 0, count * observationSize);
        return count;
    }

    private void keepValues(int from, int count, Place place) {
        place.requireFinite("value estimate", chunkValues, count);
        System.arraycopy(chunkValues, 0, networkValues, from, count);
    }

    private void lookAt(UnrollBatch batch, int from, int count, Look look) {
        int outputWidth = distribution.outputs();
        int stepsPerUnroll = batch.shape().stepRows();
        for (int i = 0; i < count; i++) {
            int unroll = (from + i) / batch.shape().observationRows();
            int inUnroll = (from + i) % batch.shape().observationRows();
            // The last tick of an unroll is seen, but acted on in the next one.
            if (inUnroll < stepsPerUnroll) {
                int row = unroll * stepsPerUnroll + inUnroll;
                distribution.wrap(outputs, i * outputWidth, batch.masks(), (from + i) * outputWidth);
                look.at(batch, row);
            }
        }
    }

    private void compare(UnrollBatch batch, int row) {
        distribution.mode(greedy, 0);
        for (int i = 0; i < greedy.length; i++) {
            agreeing += greedy[i] == batch.sampled()[row * greedy.length + i] ? 1 : 0;
        }
    }

    private void finish(UnrollBatch batch, Place place) {
        double mean = unit.mean();
        double deviation = unit.deviation();
        for (int row = 0; row < batch.observationRows(); row++) {
            values[row] = mean + deviation * networkValues[row];
        }
        for (int from = 0; from < batch.finals(); from += ROWS_AT_ONCE) {
            int count = take(batch.finalObservations(), from, batch.finals());
            engine.values(observations, count, chunkValues);
            place.requireFinite("value estimate", chunkValues, count);
            for (int i = 0; i < count; i++) {
                finalValues[batch.finalRows()[from + i]] = mean + deviation * chunkValues[i];
            }
        }
    }

    private void makeRoom(UnrollBatch batch) {
        if (values.length < batch.observationRows()) {
            networkValues = new float[batch.observationRows()];
            values = new double[batch.observationRows()];
        }
        if (finalValues.length < batch.stepRows()) {
            finalValues = new double[batch.stepRows()];
        }
    }
}
