package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loss of one minibatch and its gradient: the mean over the rows of the policy's term, minus the
 * weighted entropy, plus the weighted value loss. After {@link #compute}, the getters speak of that
 * minibatch.
 */
final class ActorCriticLoss {

    /** Keeps minibatches whose advantages are all the same from being divided by zero. */
    private static final double LEAST_DEVIATION = 1e-8;

    /**
     * How the terms of the loss are taken together.
     *
     * @param entropy             of the entropy bonus; not negative
     * @param value               of the value loss; not negative
     * @param valueClip           how far a value may move from the old one and still be rewarded, in the
     *     network's own unit; 0 for no limit
     * @param normaliseAdvantages whether a minibatch's advantages are brought to mean 0 and deviation 1
     */
    record Weights(double entropy, double value, double valueClip, boolean normaliseAdvantages) {}

    private final PolicyTerm term;
    private final Weights weights;
    private final NetworkShape shape;
    private final ActionDistribution distribution;
    private final Engine engine;
    private final float[] freeGradient;
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

    ActorCriticLoss(PolicyTerm term, Weights weights, LearningTask task) {
        this.term = term;
        this.weights = weights;
        shape = task.shape();
        distribution = task.distribution();
        engine = task.engine();
        freeGradient = new float[shape.freeParameters()];
    }

    /**
     * Computes the loss of a minibatch.
     *
     * @param next       the minibatch that will follow, if it is known: it is shown to the engine ahead of its time
     * @param parameters the whole flat vector
     * @param gradient   receives the gradient of the loss, in the layout of the parameters
     * @throws DivergedException if an output, a value or a loss is not finite
     */
    void compute(Minibatch minibatch, @Nullable Minibatch next, float[] parameters, float[] gradient, Place place) {
        int rows = minibatch.rows();
        makeRoom(rows);
        engine.load(parameters);
        engine.forward(minibatch.observations(), rows, outputs, values);
        if (next != null) {
            engine.ahead(next.observations(), next.rows());
        }
        place.requireFinite("policy network's output", outputs, rows * shape.policyOutputs());
        place.requireFinite("value estimate", values, rows);
        distribution.useFreeParameters(parameters, shape.freeOffset());
        measureAdvantages(minibatch.advantages(), rows);
        addUpRows(minibatch);
        place.requireFinite("policy loss", policyLoss);
        place.requireFinite("value loss", valueLoss);
        place.requireFinite("entropy", entropy);
        engine.backward(outputGradients, valueGradients, gradient);
        System.arraycopy(freeGradient, 0, gradient, shape.freeOffset(), freeGradient.length);
    }

    /** The loss whose gradient is computed. */
    double total() {
        return policyLoss - weights.entropy() * entropy + weights.value() * valueLoss;
    }

    /** Mean of the policy's term. */
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

    /** Share of rows whose ratio lies beyond the term's clip. */
    double clipFraction() {
        return clipFraction;
    }

    private void measureAdvantages(double[] advantages, int rows) {
        advantageMean = 0;
        advantageDeviation = 1;
        // One row alone would be made 0, and nothing learned from it.
        if (!weights.normaliseAdvantages() || rows == 1) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += advantages[i];
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = 0; i < rows; i++) {
            double distance = advantages[i] - mean;
            squares += distance * distance;
        }
        advantageMean = mean;
        advantageDeviation = Math.sqrt(squares / rows) + LEAST_DEVIATION;
    }

    private void addUpRows(Minibatch minibatch) {
        int rows = minibatch.rows();
        policyLoss = 0;
        valueLoss = 0;
        entropy = 0;
        approximateKl = 0;
        clipFraction = 0;
        Arrays.fill(outputGradients, 0, rows * shape.policyOutputs(), 0);
        Arrays.fill(freeGradient, 0);
        for (int i = 0; i < rows; i++) {
            addPolicyRow(minibatch, i);
            addValueRow(minibatch, i);
        }
        policyLoss /= rows;
        valueLoss /= rows;
        entropy /= rows;
        approximateKl /= rows;
        clipFraction /= rows;
    }

    private void addPolicyRow(Minibatch minibatch, int i) {
        int rows = minibatch.rows();
        int output = i * shape.policyOutputs();
        int sample = i * distribution.sampledWidth();
        float[] sampled = minibatch.sampled();
        double advantage = (minibatch.advantages()[i] - advantageMean) / advantageDeviation;
        distribution.wrap(outputs, output, minibatch.masks(), output);
        double logProbability = distribution.logProbability(sampled, sample);
        double logRatio = logProbability - minibatch.oldLogProbabilities()[i];
        double ratio = Math.exp(logRatio);
        policyLoss += term.loss(advantage, logProbability, ratio);
        entropy += distribution.entropy();
        approximateKl += approximateKl(ratio, logRatio);
        clipFraction += term.isClipped(ratio) ? 1 : 0;
        distribution.addGradient(
                sampled,
                sample,
                term.slope(advantage, ratio) / rows,
                -weights.entropy() / rows,
                outputGradients,
                output,
                freeGradient);
    }

    private void addValueRow(Minibatch minibatch, int i) {
        double oldValue = minibatch.oldValues()[i];
        double target = minibatch.targets()[i];
        valueLoss += ValueLoss.loss(values[i], oldValue, target, weights.valueClip());
        double slope = ValueLoss.slope(values[i], oldValue, target, weights.valueClip());
        valueGradients[i] = (float) (weights.value() * slope / minibatch.rows());
    }

    /**
     * One step's share of the divergence from the old policy to the new one, in nats: ratio - 1 - log
     * ratio. Its mean is the mean of -log ratio, with less variance; each share is at least 0.
     */
    static double approximateKl(double ratio, double logRatio) {
        return ratio - 1 - logRatio;
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
