package io.millrace.policy;

import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.ForwardPass;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.normalisation.ObservationScale;
import io.millrace.policy.random.CounterRandom;
import org.jspecify.annotations.Nullable;

/**
 * The policy network of a {@link NetworkShape} and a distribution over what it puts out. Each row is drawn at
 * (lane, tick, environment) and depends on no other row. Where weights hold statistics of observations, the network sees
 * observations scaled by them; nothing that is shown here changes them. Nothing but longer arrays is allocated.
 */
public final class NetworkPolicy implements Policy {

    private final NormalisedLayout layout;
    private final @Nullable ObservationScale scale;
    private final ActionDistribution distribution;
    private final ForwardPass network;
    private final float[] freeParameters;

    private boolean loaded;
    private int rows;
    private float[] scaled = {};
    private float[] outputs = {};
    private float[] sampled = {};
    private float[] actions = {};
    private float[] logProbabilities = {};

    /** A policy without parameters, whose network sees observations as they are. */
    public NetworkPolicy(NetworkShape shape, ActionDistribution distribution) {
        this(new NormalisedLayout(shape, false, false), distribution);
    }

    /**
     * A policy without parameters.
     *
     * @param layout of its weights
     * @throws IllegalArgumentException if the network does not put out what the distribution takes
     */
    public NetworkPolicy(NormalisedLayout layout, ActionDistribution distribution) {
        NetworkShape shape = layout.network();
        if (shape.policyOutputs() != distribution.outputs()
                || shape.freeParameters() != distribution.freeParameters()) {
            throw new IllegalArgumentException("The network has " + shape.policyOutputs() + " policy outputs and "
                    + shape.freeParameters() + " free parameters, but the action distribution takes "
                    + distribution.outputs() + " and " + distribution.freeParameters()
                    + ". Take the network's from the distribution.");
        }
        this.layout = layout;
        this.scale = layout.observations() ? new ObservationScale(shape.observationSize()) : null;
        this.distribution = distribution;
        this.network = ForwardPass.of(shape);
        this.freeParameters = new float[shape.freeParameters()];
        distribution.useFreeParameters(freeParameters, 0);
    }

    @Override
    public void load(float[] parameters) {
        NetworkShape shape = layout.network();
        if (parameters.length != layout.parameterCount()) {
            throw new IllegalArgumentException(parameters.length + " parameters do not fit a network of "
                    + shape.observationSize() + " inputs, hidden layers " + shape.hidden() + ", "
                    + shape.policyOutputs() + " outputs and " + shape.freeParameters()
                    + " free parameters, which with its statistics has " + layout.parameterCount()
                    + ". They were learned with other settings.");
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("Parameter " + i + " is " + parameters[i]
                        + ", so nothing can be computed with these parameters. The learner has diverged:"
                        + " go back to an earlier version and lower the learning rate.");
            }
        }
        layout.check(parameters);
        if (scale != null) {
            scale.load(parameters, layout.observationOffset());
        }
        network.load(parameters);
        System.arraycopy(parameters, shape.freeOffset(), freeParameters, 0, freeParameters.length);
        loaded = true;
    }

    @Override
    public void forward(float[] observations, int rows) {
        if (!loaded) {
            throw new IllegalStateException("The policy has no parameters yet. Load a weights version first.");
        }
        if (logProbabilities.length < rows) {
            outputs = new float[rows * distribution.outputs()];
            sampled = new float[rows * distribution.sampledWidth()];
            actions = new float[rows * distribution.actionWidth()];
            logProbabilities = new float[rows];
        }
        network.forward(seen(observations, rows), rows, outputs);
        this.rows = rows;
    }

    private float[] seen(float[] observations, int rows) {
        if (scale == null) {
            return observations;
        }
        int numbers = rows * layout.network().observationSize();
        if (scaled.length < numbers) {
            scaled = new float[numbers];
        }
        scale.apply(observations, rows, scaled);
        return scaled;
    }

    @Override
    public double draw(CounterRandom random, long lane, long tick, int firstRow, int count, byte @Nullable [] mask) {
        requireRows(firstRow, count);
        double entropy = 0;
        for (int environment = 0; environment < count; environment++) {
            int row = firstRow + environment;
            wrap(row, mask, environment);
            random.at(CounterRandom.Purpose.ACTING, lane, tick, environment);
            distribution.sample(random, sampled, row * distribution.sampledWidth());
            entropy += finish(row);
        }
        return entropy / count;
    }

    @Override
    public double greedy(int firstRow, int count, byte @Nullable [] mask) {
        requireRows(firstRow, count);
        double entropy = 0;
        for (int i = 0; i < count; i++) {
            int row = firstRow + i;
            wrap(row, mask, i);
            distribution.mode(sampled, row * distribution.sampledWidth());
            entropy += finish(row);
        }
        return entropy / count;
    }

    @Override
    public float[] sampled() {
        return sampled;
    }

    @Override
    public float[] actions() {
        return actions;
    }

    @Override
    public float[] logProbabilities() {
        return logProbabilities;
    }

    @Override
    public int sampledWidth() {
        return distribution.sampledWidth();
    }

    @Override
    public int actionWidth() {
        return distribution.actionWidth();
    }

    @Override
    public boolean sampledIsAction() {
        return distribution.sampledIsAction();
    }

    /**
     * What it would draw from in a row of the last {@link #forward}, such as to ask how likely another's action is. The
     * distribution is this policy's own, and looks at another row after the next call of any of its methods.
     *
     * @param mask 1 where an action is allowed, those of this row first; null where all are
     */
    public ActionDistribution at(int row, byte @Nullable [] mask, int maskRow) {
        requireRows(row, 1);
        wrap(row, mask, maskRow);
        return distribution;
    }

    /** What it draws from. The distribution looks at the last row that was drawn. */
    public ActionDistribution distribution() {
        return distribution;
    }

    /** The networks whose parameters it takes. */
    public NetworkShape shape() {
        return layout.network();
    }

    private void requireRows(int firstRow, int count) {
        if (firstRow < 0 || count < 1 || count > rows - firstRow) {
            throw new IllegalArgumentException("Rows " + firstRow + " to " + (firstRow + count - 1)
                    + " were asked for, but the last forward pass had rows 0 to " + (rows - 1) + ".");
        }
    }

    private void wrap(int row, byte @Nullable [] mask, int maskRow) {
        int width = distribution.outputs();
        distribution.wrap(outputs, row * width, mask, maskRow * width);
    }

    private double finish(int row) {
        int at = row * distribution.sampledWidth();
        distribution.toAction(sampled, at, actions, row * distribution.actionWidth());
        logProbabilities[row] = (float) distribution.logProbability(sampled, at);
        return distribution.entropy();
    }
}
