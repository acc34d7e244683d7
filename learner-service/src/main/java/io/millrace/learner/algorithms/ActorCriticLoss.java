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

    private final PolicyRow row;
    private final Weights weights;
    private final NetworkShape shape;
    private final ActionDistribution distribution;
    private final Engine engine;
    private final float[] freeGradient;
    private float[] outputs = {};
    private float[] outputGradients = {};
    private float[] values = {};
    private float[] valueGradients = {};
    private AdvantageScale advantages = new AdvantageScale(0, 1);
    private double policyLoss;
    private double valueLoss;
    private double entropy;
    private double approximateKl;
    private double clipFraction;

    /** Of whole actions. */
    ActorCriticLoss(PolicyTerm term, Weights weights, LearningTask task) {
        this(new JointRow(term, task.distribution()), weights, task);
    }

    /** @param row over the task's own distribution */
    ActorCriticLoss(PolicyRow row, Weights weights, LearningTask task) {
        this.row = row;
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
        advantages = AdvantageScale.of(minibatch.advantages(), rows, weights.normaliseAdvantages());
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

    /** Mean over the rows of what they say of the divergence, in nats. */
    double approximateKl() {
        return approximateKl;
    }

    /** Share of ratios that lie beyond the term's clip. */
    double clipFraction() {
        return clipFraction;
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
        distribution.wrap(outputs, output, minibatch.masks(), output);
        row.score(minibatch, i, advantages.apply(minibatch.advantages()[i]));
        policyLoss += row.loss();
        entropy += distribution.entropy();
        approximateKl += row.approximateKl();
        clipFraction += row.clipped();
        row.addGradient(minibatch, i, rows, -weights.entropy() / rows, outputGradients, output, freeGradient);
    }

    private void addValueRow(Minibatch minibatch, int i) {
        double oldValue = minibatch.oldValues()[i];
        double target = minibatch.targets()[i];
        valueLoss += ValueLoss.loss(values[i], oldValue, target, weights.valueClip());
        double slope = ValueLoss.slope(values[i], oldValue, target, weights.valueClip());
        valueGradients[i] = (float) (weights.value() * slope / minibatch.rows());
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
