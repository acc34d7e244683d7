package io.millrace.learner.engine;

/** Steps of the gradient times the learning rate; carries nothing from step to step. */
public final class Sgd implements Optimizer {

    private final int parameterCount;
    private long steps;

    /** Before its first step, for parameter vectors of that length. */
    public Sgd(int parameterCount) {
        this.parameterCount = parameterCount;
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        OptimizerArrays.requireLength("SGD", parameterCount, parameters, gradient);
        steps++;
        float rate = (float) learningRate;
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= rate * gradient[i];
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public float[] state() {
        return new float[0];
    }

    @Override
    public void restore(float[] state, long steps) {
        OptimizerArrays.requireState("SGD", parameterCount, 0, state, steps);
        this.steps = steps;
    }
}
