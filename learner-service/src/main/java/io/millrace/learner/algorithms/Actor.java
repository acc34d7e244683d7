package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.parameters.NamedShape;
import java.util.Arrays;
import java.util.List;

/**
 * The run's policy network where it is improved by the slope of a critic. Besides arrays that grow with the largest
 * batch, nothing is allocated per step.
 */
final class Actor {

    private static final float[] NO_VALUES = {};

    /**
     * What the last layer's initial weights are multiplied with: without it a policy would begin with another action in
     * each observation, and near the sides of the space, where squashing leaves little slope.
     */
    private static final float SMALL = 0.01f;

    private final NetworkShape shape;
    private final Engine engine;
    private final Optimizer optimizer;
    private final double gradientNorm;
    private final float[] gradient;
    private float[] outputs = {};
    private float[] outputGradients = {};

    Actor(ControlSettings settings, LearningTask task) {
        shape = task.shape();
        engine = task.engine();
        optimizer = settings.optimizerFor(shape.parameterCount());
        gradientNorm = settings.gradientNorm() == 0 ? Double.POSITIVE_INFINITY : settings.gradientNorm();
        // A free parameter has no gradient: its place stays 0.
        gradient = new float[shape.parameterCount()];
    }

    /** Makes the last layer of a run's initial parameters small; its bias stays. */
    void begin(float[] parameters) {
        List<NamedShape> arrays = shape.namedShapes();
        NamedShape last = arrays.get(2 * shape.hidden().size());
        for (int i = last.offset(); i < last.offset() + last.length(); i++) {
            parameters[i] *= SMALL;
        }
    }

    /** Computes by these parameters from here on. */
    void load(float[] parameters) {
        engine.load(parameters);
    }

    /** What the network puts out; rows x outputs, overwritten by the next call. */
    float[] outputs(float[] observations, int rows) {
        if (outputs.length < rows * shape.policyOutputs()) {
            outputs = new float[rows * shape.policyOutputs()];
            outputGradients = new float[outputs.length];
        }
        engine.forward(observations, rows, outputs, NO_VALUES);
        return outputs;
    }

    /** Where to put the gradient of a loss by the outputs of so many rows; zeros at first. */
    float[] outputGradients(int rows) {
        Arrays.fill(outputGradients, 0, rows * shape.policyOutputs(), 0);
        return outputGradients;
    }

    /**
     * One gradient step along {@link #outputGradients}, for the rows of the last {@link #outputs}.
     *
     * @param parameters changed in place
     * @throws DivergedException if the gradient is not finite; the parameters are not touched
     */
    void step(float[] parameters, double learningRate, Place place) {
        engine.backward(outputGradients, NO_VALUES, gradient);
        place.requireFinite("gradient norm of the policy", GradientNorm.clip(gradient, gradientNorm));
        optimizer.step(parameters, gradient, learningRate);
        engine.load(parameters);
    }

    Optimizer optimizer() {
        return optimizer;
    }
}
