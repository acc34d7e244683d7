package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;

/**
 * PPO's loss of one minibatch and its gradient: the mean over the rows of the clipped surrogate, minus
 * the weighted entropy, plus the weighted value loss. After {@link #compute}, the getters speak of
 * that minibatch.
 */
final class PpoLoss {

    /** Keeps minibatches whose advantages are all the same from being divided by zero. */
    private static final double LEAST_DEVIATION = 1e-8;

    private final PpoSettings settings;
    private final NetworkShape shape;
    private final ActionDistribution distribution;
    private final Engine engine;
    private final float[] freeGradient;
    private float[] observations = {};
    private float[] outputs = {};
    private float[] outputGradients = {};
    private float[] values = {};
    private float[] valueGradients = {};
    private double advantageMean;
    private double advantageDeviation;
    private double policyLoss;
    private double valueLoss;
    private double entropy;
    private double approximateKl;
    private double clipFraction;

    PpoLoss(PpoSettings settings, LearningTask task) {
        this.settings = settings;
        shape = task.shape();
        distribution = task.distribution();
        engine = task.engine();
        freeGradient = new float[shape.freeParameters()];
    }

    /**
     * Computes the loss of the rows {@code order[begin]} to {@code order[end - 1]}.
     *
     * @param targets    computed from the same batch
     * @param parameters the whole flat vector
     * @param gradient   receives the gradient of the loss, in the layout of the parameters
     * @throws DivergedException if an output, a value or a loss is not finite
     */
    void compute(
            UnrollBatch batch,
            PpoTargets targets,
            int[] order,
            int begin,
            int end,
            float[] parameters,
            float[] gradient,
            Place place) {
        int rows = end - begin;
        makeRoom(rows);
        forward(batch, order, begin, rows, parameters, place);
        measureAdvantages(targets.advantages(), order, begin, rows);
        addUpRows(batch, targets, order, begin, rows);
        place.requireFinite("policy loss", policyLoss);
        place.requireFinite("value loss", valueLoss);
        place.requireFinite("entropy", entropy);
        engine.backward(outputGradients, valueGradients, gradient);
        System.arraycopy(freeGradient, 0, gradient, shape.freeOffset(), freeGradient.length);
    }

    /** The loss whose gradient is computed. */
    double total() {
        return policyLoss - settings.entropyWeight() * entropy + settings.valueWeight() * valueLoss;
    }

    /** Mean clipped surrogate. */
    double policyLoss() {
        return policyLoss;
    }

    /** Mean value loss, before its weight. */
    double valueLoss() {
        return valueLoss;
    }

    /** Mean entropy, in nats. */
    double entropy() {
        return entropy;
    }

    /** Mean of ratio - 1 - log ratio, in nats. */
    double approximateKl() {
        return approximateKl;
    }

    /** Share of rows whose ratio lies beyond the clip. */
    double clipFraction() {
        return clipFraction;
    }

    private void forward(UnrollBatch batch, int[] order, int begin, int rows, float[] parameters, Place place) {
        int size = shape.observationSize();
        for (int i = 0; i < rows; i++) {
            int from = batch.observationRow(order[begin + i]) * size;
            System.arraycopy(batch.observations(), from, observations, i * size, size);
        }
        engine.load(parameters);
        engine.forward(observations, rows, outputs, values);
        distribution.useFreeParameters(parameters, shape.freeOffset());
        place.requireFinite("policy network's output", outputs, rows * shape.policyOutputs());
        place.requireFinite("value estimate", values, rows);
    }

    private void measureAdvantages(double[] advantages, int[] order, int begin, int rows) {
        advantageMean = 0;
        advantageDeviation = 1;
        // One row alone would be made 0, and nothing learned from it.
        if (!settings.normaliseAdvantages() || rows == 1) {
            return;
        }
        double sum = 0;
        for (int i = begin; i < begin + rows; i++) {
            sum += advantages[order[i]];
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = begin; i < begin + rows; i++) {
            double distance = advantages[order[i]] - mean;
            squares += distance * distance;
        }
        advantageMean = mean;
        advantageDeviation = Math.sqrt(squares / rows) + LEAST_DEVIATION;
    }

    private void addUpRows(UnrollBatch batch, PpoTargets targets, int[] order, int begin, int rows) {
        policyLoss = 0;
        valueLoss = 0;
        entropy = 0;
        approximateKl = 0;
        clipFraction = 0;
        Arrays.fill(outputGradients, 0, rows * shape.policyOutputs(), 0);
        Arrays.fill(freeGradient, 0);
        for (int i = 0; i < rows; i++) {
            int row = order[begin + i];
            double advantage = (targets.advantages()[row] - advantageMean) / advantageDeviation;
            addPolicyRow(batch, row, i, advantage, rows);
            double oldValue = targets.networkValues()[batch.observationRow(row)];
            addValueRow(i, oldValue, targets.targets()[row], rows);
        }
    }

    private void addPolicyRow(UnrollBatch batch, int row, int i, double advantage, int rows) {
        int output = i * shape.policyOutputs();
        int sample = row * distribution.sampledWidth();
        distribution.wrap(outputs, output, batch.masks(), batch.observationRow(row) * shape.policyOutputs());
        double logRatio = distribution.logProbability(batch.sampled(), sample) - batch.logProbabilities()[row];
        double ratio = Math.exp(logRatio);
        policyLoss += ClippedSurrogate.loss(advantage, ratio, settings.clip()) / rows;
        entropy += distribution.entropy() / rows;
        approximateKl += ClippedSurrogate.approximateKl(ratio, logRatio) / rows;
        clipFraction += ClippedSurrogate.isClipped(ratio, settings.clip()) ? 1.0 / rows : 0;
        distribution.addGradient(
                batch.sampled(),
                sample,
                ClippedSurrogate.slope(advantage, ratio, settings.clip()) / rows,
                -settings.entropyWeight() / rows,
                outputGradients,
                output,
                freeGradient);
    }

    private void addValueRow(int i, double oldValue, double target, int rows) {
        valueLoss += ValueLoss.loss(values[i], oldValue, target, settings.valueClip()) / rows;
        double slope = ValueLoss.slope(values[i], oldValue, target, settings.valueClip());
        valueGradients[i] = (float) (settings.valueWeight() * slope / rows);
    }

    private void makeRoom(int rows) {
        if (values.length < rows) {
            observations = new float[rows * shape.observationSize()];
            outputs = new float[rows * shape.policyOutputs()];
            outputGradients = new float[rows * shape.policyOutputs()];
            values = new float[rows];
            valueGradients = new float[rows];
        }
    }
}
