package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;

/** The optimizer of an algorithm that takes no gradient steps. */
final class Standstill implements Optimizer {

    private final String algorithm;

    /** @param algorithm its name, for messages */
    Standstill(String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    public void step(float[] parameters, float[] gradient, double learningRate) {
        // Where no gradient is asked for, none moves anything.
    }

    @Override
    public long steps() {
        return 0;
    }

    @Override
    public float[] state() {
        return new float[0];
    }

    @Override
    public void restore(float[] state, long steps) {
        if (state.length != 0 || steps != 0) {
            throw new IllegalArgumentException("The checkpoint holds " + state.length
                    + " numbers of an optimizer after " + steps
                    + " steps, but algorithm " + algorithm + " has no optimizer. Name the algorithm that wrote it.");
        }
    }
}
