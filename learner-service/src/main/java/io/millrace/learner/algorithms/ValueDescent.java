package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.replay.ReplayBatch;
import java.util.Arrays;

/**
 * Gradient steps on the values of the actions taken, towards targets that are constants to them: the mean
 * over the rows of the weighted loss of target minus value, and of a penalty on the values of the others. Adds up what an update reports. Besides arrays that
 * grow with the largest batch, nothing is allocated.
 */
final class ValueDescent {

    private static final float[] NO_VALUES = {};

    private final TdLoss loss;
    private final ConservativePenalty penalty;
    private final double gradientNorm;
    private final Optimizer optimizer;
    private final Engine engine;
    private final int choices;
    private final float[] gradient;
    private float[] outputs = {};
    private float[] outputGradients = {};
    private float[] absoluteErrors = {};

    private double[] allTargets = {};
    private double[] allErrors = {};
    private int rowsSoFar;
    private int steps;
    private double losses;
    private double gaps;
    private double norms;

    /** @param gradientNorm greatest global norm of a gradient; 0 for no limit */
    ValueDescent(
            TdLoss loss, ConservativePenalty penalty, double gradientNorm, Optimizer optimizer, LearningTask task) {
        this.loss = loss;
        this.penalty = penalty;
        this.gradientNorm = gradientNorm == 0 ? Double.POSITIVE_INFINITY : gradientNorm;
        this.optimizer = optimizer;
        engine = task.engine();
        choices = task.shape().policyOutputs();
        // The free parameter, epsilon, has no gradient: its place stays 0.
        gradient = new float[task.shape().parameterCount()];
    }

    /** Begins an update whose gradient steps together have so many rows at most. */
    void begin(int rows) {
        if (allTargets.length < rows) {
            allTargets = new double[rows];
            allErrors = new double[rows];
        }
        rowsSoFar = 0;
        steps = 0;
        losses = 0;
        gaps = 0;
        norms = 0;
    }

    /**
     * Takes one step. The engine holds the parameters already.
     *
     * @param drawn      what to learn from, with the weights of the rows
     * @param targets    what the value of the action taken is to be, by row
     * @param parameters changed in place
     * @throws DivergedException if a value, the loss or the gradient is not finite; the parameters are not touched
     */
    void step(ReplayBatch drawn, double[] targets, float[] parameters, double learningRate, Place place) {
        int rows = drawn.rows();
        makeRoom(rows);
        engine.forward(drawn.observations(), rows, outputs, NO_VALUES);
        place.requireFinite("action value", outputs, rows * choices);
        double mean = place.requireFinite("value loss", addUpRows(drawn, targets));
        place.requireFinite("conservative penalty", gaps);
        engine.backward(outputGradients, NO_VALUES, gradient);
        double norm = place.requireFinite("gradient norm", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(parameters, gradient, learningRate);
        losses += mean * rows;
        norms += norm;
        steps++;
        rowsSoFar += rows;
    }

    /** How far off the value of each row was in the last step, in the rewards' unit. */
    float[] absoluteErrors() {
        return absoluteErrors;
    }

    /**
     * What the gradient steps since {@link #begin} did. In the place of a policy's loss there is the mean weighted gap
     * that is penalised, which is the negative log-likelihood of the actions taken under the softmax of the values; 0
     * without a penalty. There is no divergence or clip: 0.
     */
    UpdateReport report(double entropy) {
        if (steps == 0) {
            return new UpdateReport(0, 0, entropy, 0, 0, 0, 0, 0);
        }
        double explained = ExplainedVariance.of(allTargets, allErrors, rowsSoFar);
        return new UpdateReport(gaps / rowsSoFar, losses / rowsSoFar, entropy, 0, 0, explained, norms / steps, steps);
    }

    private double addUpRows(ReplayBatch drawn, double[] targets) {
        int rows = drawn.rows();
        Arrays.fill(outputGradients, 0, rows * choices, 0);
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            int taken = row * choices + (int) drawn.sampled()[row];
            double weight = drawn.weights()[row];
            double error = targets[row] - outputs[taken];
            sum += weight * loss.loss(error);
            outputGradients[taken] = (float) (-weight * loss.slope(error) / rows);
            if (penalty.alpha() > 0) {
                gaps += weight
                        * penalty.add(outputs, drawn.masks(), row, choices, taken, weight / rows, outputGradients);
            }
            absoluteErrors[row] = (float) Math.abs(error);
            allTargets[rowsSoFar + row] = targets[row];
            allErrors[rowsSoFar + row] = error;
        }
        return sum / rows;
    }

    private void makeRoom(int rows) {
        if (absoluteErrors.length < rows) {
            outputs = new float[rows * choices];
            outputGradients = new float[rows * choices];
            absoluteErrors = new float[rows];
        }
    }
}
