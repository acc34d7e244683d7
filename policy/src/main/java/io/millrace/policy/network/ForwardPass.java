package io.millrace.policy.network;

/**
 * The forward pass of a policy network of any {@link NetworkShape}, with parameters of its own. The same parameters and
 * observation give the same bits in whichever batch the row rides, in every process. Not safe for use by several
 * threads.
 */
public interface ForwardPass {

    /**
     * Takes the policy network's parameters, which stand first in the layout of the {@link NetworkShape}. They are
     * copied.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    void load(float[] parameters);

    /**
     * Computes the outputs of each row.
     *
     * @param observations rows x observation size
     * @param rows         how many rows count; not negative
     * @param outputs      receives rows x policy outputs
     */
    void forward(float[] observations, int rows, float[] outputs);

    /** On the fastest kernel of this process. */
    static ForwardPass of(NetworkShape shape) {
        return of(shape, Kernel.fastest());
    }

    /** On a kernel of one's choice; the numbers are the same. */
    static ForwardPass of(NetworkShape shape, Kernel kernel) {
        return shape.branches().none() ? new PartByPart(shape, kernel) : new ContextPerceptrons(shape, kernel);
    }
}
