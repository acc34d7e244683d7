package io.millrace.learner.engine;

/**
 * Adam whose parameters also shrink: each step first takes {@code learningRate * weightDecay} of every
 * parameter away, outside of what Adam divides by. All parameters shrink, biases and free ones too.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, algorithm 2</a>, with the
 *     decay scaled by the learning rate
 */
public final class AdamW implements Optimizer {

    private final int parameterCount;
    private final Adam adam;
    private final double weightDecay;

    /**
     * Before its first step.
     *
     * @param parameterCount length of the parameter vector
     * @param epsilon        Adam's, beside the root; above 0
     * @param weightDecay    share of a parameter that a learning rate of 1 would take; not negative
     */
    public AdamW(int parameterCount, double epsilon, double weightDecay) {
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The weight decay is " + weightDecay
                    + ", but parameters can only shrink. Give a number from 0 on, such as 0.01.");
        }
        this.parameterCount = parameterCount;
        adam = new Adam(parameterCount, epsilon);
        this.weightDecay = weightDecay;
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        OptimizerArrays.requireLength("AdamW", parameterCount, parameters, gradient);
        // Adam's own move does not look at the parameters, so that the order of the two does not matter to it.
        float kept = (float) (1 - learningRate * weightDecay);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= kept;
        }
        adam.step(parameters, gradient, learningRate);
    }

    @Override
    public long steps() {
        return adam.steps();
    }

    @Override
    public float[] state() {
        return adam.state();
    }

    @Override
    public void restore(float[] state, long steps) {
        adam.restore(state, steps);
    }
}
