package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;

/** The value network of a run without its policy network: learns on its own, on an engine of its own. */
final class ValueNetwork implements AutoCloseable {

    private static final float[] NO_VALUES = {};

    /**
     * What some passes did.
     *
     * @param loss  mean loss over all rows of all passes, each before its gradient step
     * @param steps gradient steps taken
     */
    record Fit(double loss, int steps) {}

    private final int epochs;
    private final LearningRate learningRate;
    private final double gradientNorm;
    private final int valueOffset;
    private final Engine engine;
    private final Optimizer optimizer;
    private final MinibatchStage minibatches;
    private final float[] own;
    private final float[] gradient;
    private float[] values = {};
    private float[] slopes = {};

    /** The task's networks have separate trunks. */
    ValueNetwork(int epochs, int minibatch, StepSettings settings, LearningTask task) {
        this.epochs = epochs;
        learningRate = new LearningRate(settings.learningRate(), settings.anneal(), task.stepLimit());
        gradientNorm = settings.gradientNorm();
        NetworkShape run = task.shape();
        valueOffset = run.valueOffset();
        // To an engine, it is a network of one output that has no other beside it.
        NetworkShape shape = new NetworkShape(run.observationSize(), run.hidden(), run.activation(), 1, 0, Trunk.NONE);
        engine = task.engines().apply(shape);
        optimizer = settings.optimizer()
                .create(shape.parameterCount(), settings.optimizerEpsilon(), settings.weightDecay());
        minibatches = new MinibatchStage(minibatch, task);
        own = new float[shape.parameterCount()];
        gradient = new float[shape.parameterCount()];
    }

    /**
     * Passes over the steps of an update, each of which deals them into minibatches anew.
     *
     * @param parameters of the run; the value network's are changed in place
     * @throws DivergedException if a value, a loss or a gradient is no finite number; the parameters are then as before
     */
    Fit fit(UnrollBatch batch, StepTargets targets, float[] parameters, UpdateContext context) {
        System.arraycopy(parameters, valueOffset, own, 0, own.length);
        double rate = learningRate.at(context);
        double loss = 0;
        int steps = 0;
        try (MinibatchStage.Deal deal = minibatches.deal(batch, targets, context.number(), epochs)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (int i = 0; i < deal.perEpoch(); i++) {
                    Minibatch minibatch = deal.next();
                    loss += step(minibatch, rate, new Place(context.number(), epoch, i));
                    steps++;
                }
            }
        }
        System.arraycopy(own, 0, parameters, valueOffset, own.length);
        return new Fit(loss / ((double) epochs * batch.stepRows()), steps);
    }

    /** What turns gradients into steps. */
    Optimizer optimizer() {
        return optimizer;
    }

    /** One gradient step; gives the sum of the rows' losses before it. */
    private double step(Minibatch minibatch, double rate, Place place) {
        int rows = minibatch.rows();
        if (values.length < rows) {
            values = new float[rows];
            slopes = new float[rows];
        }
        engine.load(own);
        engine.forward(minibatch.observations(), rows, values, NO_VALUES);
        place.requireFinite("value estimate", values, rows);
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double target = minibatch.targets()[i];
            loss += ValueLoss.loss(values[i], 0, target, 0);
            slopes[i] = (float) (ValueLoss.slope(values[i], 0, target, 0) / rows);
        }
        place.requireFinite("value loss", loss);
        engine.backward(slopes, NO_VALUES, gradient);
        place.requireFinite("gradient norm", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(own, gradient, rate);
        return loss;
    }

    @Override
    public void close() {
        engine.close();
    }
}
