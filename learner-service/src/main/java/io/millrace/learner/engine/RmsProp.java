package io.millrace.learner.engine;

import java.util.Arrays;

/**
 * Steps of the gradient over the root of its running mean square: {@code square = 0.99 square + 0.01
 * gradient^2}, {@code parameter -= learningRate * gradient / sqrt(square + epsilon)}. The epsilon stands
 * inside the root and the mean square begins at 1, as in the optimizer that the published programs of
 * A2C and IMPALA used: the first steps are about plain gradient steps.
 *
 * @see <a href="https://arxiv.org/abs/1602.01783">Mnih et al. 2016, equation 8</a>
 */
public final class RmsProp implements Optimizer {

    private static final double SQUARE_DECAY = 0.99;

    private final float[] square;
    private final double epsilon;
    private long steps;

    /**
     * Before its first step.
     *
     * @param parameterCount length of the parameter vector
     * @param epsilon        added to the mean square, under the root; above 0
     */
    public RmsProp(int parameterCount, double epsilon) {
        this.epsilon = OptimizerArrays.requireEpsilon("RMSProp", epsilon, "1e-5");
        square = new float[parameterCount];
        Arrays.fill(square, 1);
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        OptimizerArrays.requireLength("RMSProp", square.length, parameters, gradient);
        steps++;
        float decay = (float) SQUARE_DECAY;
        float share = (float) (1 - SQUARE_DECAY);
        float rate = (float) learningRate;
        float floor = (float) epsilon;
        for (int i = 0; i < square.length; i++) {
            float slope = gradient[i];
            square[i] = decay * square[i] + share * (slope * slope);
            parameters[i] -= rate * slope / (float) Math.sqrt(square[i] + floor);
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public float[] state() {
        return square.clone();
    }

    @Override
    public void restore(float[] state, long steps) {
        OptimizerArrays.requireState("RMSProp", square.length, 1, state, steps);
        System.arraycopy(state, 0, square, 0, square.length);
        this.steps = steps;
    }
}
