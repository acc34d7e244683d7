package io.millrace.learner.engine;

/** Turns gradients into steps of the parameters. Its arrays are part of a checkpoint. */
public interface Optimizer {

    /**
     * Moves the parameters against the gradient.
     *
     * @param parameters   changed in place
     * @param gradient     of the loss; same length
     * @param learningRate of this step; not negative
     */
    void step(float[] parameters, float[] gradient, double learningRate);

    /** Steps taken so far. */
    long steps();

    /** The arrays that this optimizer carries from step to step, one after another, in a new array. */
    float[] state();

    /** Goes on from what {@link #state} and {@link #steps} once gave. */
    void restore(float[] state, long steps);
}
