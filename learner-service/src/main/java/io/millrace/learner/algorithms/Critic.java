package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Map;
import java.util.Objects;

/**
 * A network of the learner's own that values an action in an observation, and its target network. It is no part of the
 * weights, since nobody acts by it. Its inputs are rows of an observation and an action in unit coordinates. Besides
 * arrays that grow with the largest batch, nothing is allocated per step.
 */
final class Critic implements AutoCloseable {

    private static final float[] NO_VALUES = {};

    /** Apart from the numbers of layers and networks that the policy's own initial weights are drawn at. */
    private static final long CRITICS = 1000;

    private final String name;
    private final double gradientNorm;
    private final int inputs;
    private final Engine engine;
    private final TargetNetwork target;
    private final Optimizer optimizer;
    private final float[] parameters;
    private final float[] gradient;

    private float[] values = {};
    private float[] outputGradients = {};
    private float[] errors = {};
    private double loss;
    private double norm;

    /**
     * @param name   of its arrays in a checkpoint
     * @param number tells its initial parameters from those of other critics
     * @param inputs numbers in an observation and an action together
     */
    Critic(String name, int number, int inputs, ControlSettings settings, LearningTask task) {
        this.name = name;
        this.inputs = inputs;
        NetworkShape policy = task.shape();
        NetworkShape shape = new NetworkShape(
                inputs,
                settings.criticHidden().isEmpty() ? policy.hidden() : settings.criticHidden(),
                policy.activation(),
                1,
                0,
                Trunk.NONE);
        gradientNorm = settings.gradientNorm() == 0 ? Double.POSITIVE_INFINITY : settings.gradientNorm();
        engine = task.engines().apply(shape);
        target = new TargetNetwork(new TargetSettings(0, settings.tau()), task, shape);
        optimizer = settings.optimizerFor(shape.parameterCount());
        long seed = new CounterRandom(task.seed())
                .at(Purpose.INITIAL_WEIGHTS, CRITICS, number, 0)
                .nextLong();
        parameters = Initialization.orthogonal(shape, seed);
        gradient = new float[parameters.length];
        engine.load(parameters);
        target.copy(parameters);
    }

    /** What the target network says that actions are worth; by row, overwritten by the next call. */
    float[] targetValues(float[] rows, int count) {
        return target.values(rows, count);
    }

    /** What actions are worth; by row, overwritten by the next call. */
    float[] values(float[] rows, int count, Place place) {
        makeRoom(count);
        engine.forward(rows, count, values, NO_VALUES);
        place.requireFinite("action value", values, count);
        return values;
    }

    /**
     * One gradient step on the mean over the rows of the weighted half squared error.
     *
     * @param targets what the value of each row is to be; constants
     * @throws DivergedException if a value, the loss or the gradient is not finite; its parameters are not touched
     */
    void learn(float[] rows, int count, double[] targets, float[] weights, double learningRate, Place place) {
        values(rows, count, place);
        double sum = 0;
        for (int row = 0; row < count; row++) {
            double error = targets[row] - values[row];
            sum += weights[row] * error * error / 2;
            outputGradients[row] = (float) (-weights[row] * error / count);
            errors[row] = (float) error;
        }
        loss = place.requireFinite("value loss", sum / count);
        engine.backward(outputGradients, NO_VALUES, gradient);
        norm = place.requireFinite("gradient norm of a critic", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(parameters, gradient, learningRate);
        engine.load(parameters);
    }

    /** Mean weighted loss of the last step, before it was taken. */
    double loss() {
        return loss;
    }

    /** Global gradient norm of the last step, before it was limited. */
    double norm() {
        return norm;
    }

    /** Target less value by row, in the last step. */
    float[] errors() {
        return errors;
    }

    /**
     * The slope of a loss by the inputs of the last {@link #values}.
     *
     * @param valueGradients gradient of the loss by each row's value
     * @param into           receives rows x inputs
     */
    void slopes(float[] valueGradients, float[] into) {
        engine.observationGradients(valueGradients, NO_VALUES, into);
    }

    /** Has the target network go its share of the way. */
    void lead() {
        target.follow(parameters, 1);
        target.settle();
    }

    /** Numbers in an observation and an action together. */
    int inputs() {
        return inputs;
    }

    /** Puts what a checkpoint keeps of it among the others; read at once, not written to. */
    void putInto(Map<String, float[]> arrays) {
        arrays.put(name, parameters);
        arrays.put(name + "/target", target.parameters());
        arrays.put(name + "/optimizer", optimizer.state());
    }

    /** Goes on from what {@link #putInto} once put there, after so many gradient steps. */
    void restore(Map<String, float[]> arrays, long steps) {
        System.arraycopy(Objects.requireNonNull(arrays.get(name)), 0, parameters, 0, parameters.length);
        engine.load(parameters);
        target.copy(Objects.requireNonNull(arrays.get(name + "/target")));
        optimizer.restore(Objects.requireNonNull(arrays.get(name + "/optimizer")), steps);
    }

    @Override
    public void close() {
        target.close();
        engine.close();
    }

    private void makeRoom(int rows) {
        if (values.length < rows) {
            values = new float[rows];
            outputGradients = new float[rows];
            errors = new float[rows];
        }
    }
}
