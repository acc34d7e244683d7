package io.millrace.learner.engine;

/**
 * Computes what a policy network and a value network put out, and how a loss on those outputs depends
 * on their parameters and on the observations. An engine holds no optimizer and no loss: algorithms say what the gradient of
 * the outputs is, an {@link Optimizer} says what to do with the gradient of the parameters.
 *
 * <p>There may be no value network ({@link io.millrace.policy.network.Trunk#NONE}). Then
 * {@link #forward}, {@link #backward} and {@link #observationGradients} look at nothing that is about
 * values, and {@link #values} is refused.
 *
 * <p>The same parameters and inputs give the same bits on every call, in every process, on the same
 * kind of processor. One thread at a time.
 */
public interface Engine extends AutoCloseable {

    /** Name, version and device, such as {@code dl4j 1.0.0-M2.1 on CPU}; stands in the ledger. */
    String description();

    /** Length of the parameter vector that this engine knows: the networks, without free parameters. */
    int parameterCount();

    /**
     * Takes the first {@link #parameterCount} numbers as the networks' parameters. Before, all are 0.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    void load(float[] parameters);

    /**
     * Tells of the observations of a coming {@link #forward}, so that an engine whose device has memory
     * of its own can copy them there while it computes. They may be given once before each forward pass,
     * at any time after the one before it; the same array, not written to meanwhile, is then passed to
     * forward. Changes no result, and an engine need not listen.
     *
     * @param observations rows x observation size
     * @param rows         how many rows count; at least 1
     */
    default void ahead(float[] observations, int rows) {}

    /**
     * Computes the networks' outputs and keeps what {@link #backward} and {@link #observationGradients} need.
     *
     * @param observations  rows x observation size
     * @param rows          how many rows count; at least 1
     * @param policyOutputs receives rows x policy outputs
     * @param values        receives rows numbers; without a value network it is left as it is and may be
     *                      empty
     * @throws IllegalArgumentException if rows is less than 1 or an array is too short
     */
    void forward(float[] observations, int rows, float[] policyOutputs, float[] values);

    /**
     * The value network's outputs alone, to the bit those of {@link #forward}. Keeps nothing for
     * {@link #backward} and {@link #observationGradients}, which need a forward pass of their own afterwards.
     *
     * @param observations rows x observation size
     * @param rows         how many rows count; at least 1
     * @param values       receives rows numbers
     * @throws IllegalArgumentException if rows is less than 1 or an array is too short
     * @throws IllegalStateException    if there is no value network
     */
    void values(float[] observations, int rows, float[] values);

    /**
     * The gradient of a loss with respect to the parameters, for the rows of the last {@link #forward}.
     *
     * @param policyOutputGradients gradient of the loss by each policy output; rows x policy outputs
     * @param valueGradients        gradient of the loss by each value; rows numbers. Without a value network nobody
     *                              reads it and it may be empty
     * @param gradient              receives the sum over the rows, in the layout of the parameters; what it
     *                              holds beyond {@link #parameterCount} numbers stays as it is
     * @throws IllegalArgumentException if an array is too short, or no forward pass went just before
     */
    void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient);

    /**
     * The gradient of a loss with respect to the observations, for the rows of the last {@link #forward}:
     * how an actor learns from what a critic says of its actions, which then are part of the
     * observations. May come before or after {@link #backward}, any number of times with any gradients,
     * and changes no result of it.
     *
     * @param policyOutputGradients gradient of the loss by each policy output; rows x policy outputs
     * @param valueGradients        gradient of the loss by each value; rows numbers. Without a value network nobody
     *                              reads it and it may be empty
     * @param into                  receives rows x observation size; what it holds beyond them stays as it is
     * @throws IllegalArgumentException if an array is too short, or no forward pass went before
     */
    void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into);

    /** Gives native memory back. */
    @Override
    void close();
}
