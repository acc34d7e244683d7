package io.millrace.learner.engine;

import java.util.Arrays;

/**
 * Steps of a size that follows the gradient's running mean over the root of its running mean square,
 * both corrected for their start at zero.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, algorithm 1</a>
 */
public final class Adam implements Optimizer {

    private static final double MEAN_DECAY = 0.9;
    private static final double SQUARE_DECAY = 0.999;

    private final float[] mean;
    private final float[] square;
    private final double epsilon;
    private long steps;

    /**
     * Before its first step.
     *
     * @param parameterCount length of the parameter vector
     * @param epsilon        added to the root, keeps steps finite; above 0, 1e-5 in PPO's reference
     */
    public Adam(int parameterCount, double epsilon) {
        mean = new float[parameterCount];
        square = new float[parameterCount];
        this.epsilon = OptimizerArrays.requireEpsilon("Adam", epsilon, "1e-5");
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        OptimizerArrays.requireLength("Adam", mean.length, parameters, gradient);
        steps++;
        float meanDecay = (float) MEAN_DECAY;
        float meanShare = (float) (1 - MEAN_DECAY);
        float squareDecay = (float) SQUARE_DECAY;
        float squareShare = (float) (1 - SQUARE_DECAY);
        float rate = (float) (learningRate / (1 - Math.pow(MEAN_DECAY, (double) steps)));
        float squareCorrection = (float) (1 / (1 - Math.pow(SQUARE_DECAY, (double) steps)));
        float floor = (float) epsilon;
        for (int i = 0; i < mean.length; i++) {
            float slope = gradient[i];
            mean[i] = meanDecay * mean[i] + meanShare * slope;
            square[i] = squareDecay * square[i] + squareShare * (slope * slope);
            parameters[i] -= rate * mean[i] / ((float) Math.sqrt(square[i] * squareCorrection) + floor);
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public float[] state() {
        float[] state = Arrays.copyOf(mean, 2 * mean.length);
        System.arraycopy(square, 0, state, mean.length, square.length);
        return state;
    }

    @Override
    public void restore(float[] state, long steps) {
        OptimizerArrays.requireState("Adam", mean.length, 2, state, steps);
        System.arraycopy(state, 0, mean, 0, mean.length);
        System.arraycopy(state, mean.length, square, 0, square.length);
        this.steps = steps;
    }
}
