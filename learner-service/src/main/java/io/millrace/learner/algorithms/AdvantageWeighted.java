package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;

/**
 * The run's policy and value network, where both follow critics over recorded actions alone: values go to an expectile
 * of what the critics say of the actions taken, and an action becomes the likelier the better it was than that value.
 * Besides arrays that grow with the largest batch, nothing is allocated per step.
 *
 * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov, Nair and Levine 2021, equations 5 and 7</a>
 */
final class AdvantageWeighted {

    private final IqlSettings settings;
    private final Expectile expectile;
    private final NetworkShape shape;
    private final ActionDistribution distribution;
    private final Engine engine;
    private final Optimizer optimizer;
    private final double gradientNorm;
    private final float[] gradient;
    private final float[] freeGradient;

    private float[] outputs = {};
    private float[] outputGradients = {};
    private float[] values = {};
    private float[] valueGradients = {};
    private double policyLoss;
    private double valueLoss;

    AdvantageWeighted(IqlSettings settings, LearningTask task) {
        this.settings = settings;
        expectile = new Expectile(settings.expectile());
        shape = task.shape();
        distribution = task.distribution();
        engine = task.engine();
        optimizer = settings.optimizerFor(shape.parameterCount());
        gradientNorm = settings.gradientNorm() == 0 ? Double.POSITIVE_INFINITY : settings.gradientNorm();
        gradient = new float[shape.parameterCount()];
        freeGradient = new float[shape.freeParameters()];
    }

    /** Computes by these parameters from here on. */
    void load(float[] parameters) {
        engine.load(parameters);
    }

    /** What observations are worth; by row, overwritten by the next call of anything here. */
    float[] values(float[] observations, int rows) {
        makeRoom(rows);
        engine.values(observations, rows, values);
        return values;
    }

    /**
     * One gradient step of both networks.
     *
     * @param worth      what the critics say of each row's action
     * @param parameters changed in place
     * @throws DivergedException if an output, a loss or the gradient is not finite; the parameters are not touched
     */
    void step(ReplayBatch drawn, double[] worth, float[] parameters, double learningRate, Place place) {
        int rows = drawn.rows();
        makeRoom(rows);
        engine.forward(drawn.observations(), rows, outputs, values);
        place.requireFinite("policy network's output", outputs, rows * shape.policyOutputs());
        place.requireFinite("value estimate", values, rows);
        addUpRows(drawn, worth, parameters);
        place.requireFinite("policy loss", policyLoss);
        place.requireFinite("loss of the value network", valueLoss);
        engine.backward(outputGradients, valueGradients, gradient);
        System.arraycopy(freeGradient, 0, gradient, shape.freeOffset(), freeGradient.length);
        place.requireFinite("gradient norm of policy and values", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(parameters, gradient, learningRate);
        engine.load(parameters);
    }

    /** Mean over the rows of the last step of the weighted negative log-likelihood, in nats, before it was taken. */
    double policyLoss() {
        return policyLoss;
    }

    /** Mean entropy of the policy over the steps of a batch, in nats. */
    double entropy(UnrollBatch batch, float[] parameters) {
        int rows = batch.observationRows();
        makeRoom(rows);
        engine.load(parameters);
        engine.forward(batch.observations(), rows, outputs, values);
        distribution.useFreeParameters(parameters, shape.freeOffset());
        double sum = 0;
        for (int row = 0; row < batch.stepRows(); row++) {
            int at = batch.observationRow(row) * shape.policyOutputs();
            distribution.wrap(outputs, at, batch.masks(), at);
            sum += distribution.entropy();
        }
        return sum / batch.stepRows();
    }

    Optimizer optimizer() {
        return optimizer;
    }

    private void addUpRows(ReplayBatch drawn, double[] worth, float[] parameters) {
        int rows = drawn.rows();
        Arrays.fill(outputGradients, 0, rows * shape.policyOutputs(), 0);
        Arrays.fill(freeGradient, 0);
        distribution.useFreeParameters(parameters, shape.freeOffset());
        policyLoss = 0;
        valueLoss = 0;
        for (int row = 0; row < rows; row++) {
            double share = drawn.weights()[row] / (double) rows;
            double advantage = worth[row] - values[row];
            valueLoss += share * expectile.loss(advantage);
            valueGradients[row] = (float) (share * expectile.slope(advantage));
            policyLoss += addPolicyRow(drawn, row, share * weight(advantage));
        }
    }

    /** How much an action counts. */
    private double weight(double advantage) {
        return Math.min(settings.mostWeight(), Math.exp(settings.advantageScale() * advantage));
    }

    private double addPolicyRow(ReplayBatch drawn, int row, double weight) {
        int output = row * shape.policyOutputs();
        int at = row * distribution.sampledWidth();
        distribution.wrap(outputs, output, drawn.masks(), output);
        distribution.addGradient(drawn.sampled(), at, -weight, 0, outputGradients, output, freeGradient);
        return -weight * distribution.logProbability(drawn.sampled(), at);
    }

    private void makeRoom(int rows) {
        if (values.length < rows) {
            outputs = new float[rows * shape.policyOutputs()];
            outputGradients = new float[rows * shape.policyOutputs()];
            values = new float[rows];
            valueGradients = new float[rows];
        }
    }
}
