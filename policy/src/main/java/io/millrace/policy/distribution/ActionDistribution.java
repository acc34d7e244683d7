package io.millrace.policy.distribution;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A family of distributions over the actions of one space, looked at one row at a time.
 *
 * <p>{@link #wrap} points it at the network outputs of a row; the other methods then speak of that
 * row until the next call of wrap. A drawn action is kept as it was <em>sampled</em> (before it was
 * mapped into the action space), since that is what log-probabilities belong to; {@link #toAction}
 * gives what the environment receives. Not safe for use by several threads; nothing is allocated
 * after construction.
 */
public interface ActionDistribution {

    /** Network outputs per row. */
    int outputs();

    /** Parameters that do not depend on the observation, such as log standard deviations. */
    int freeParameters();

    /** Numbers in one sampled action; as many as in an action, since unrolls hold both in rows of one width. */
    int sampledWidth();

    /** Numbers in one action as the environment receives it. */
    int actionWidth();

    /** Whether the sampled action is what the environment receives. */
    boolean sampledIsAction();

    /** Uses the free parameters at {@code parameters[at …]} from the next {@link #wrap} on; the array is not copied. */
    void useFreeParameters(float[] parameters, int at);

    /**
     * Looks at one row.
     *
     * @param outputs network outputs; this row's begin at {@code at}
     * @param mask    1 where an action is allowed, this row's begin at {@code maskAt}; null where all are
     * @throws IllegalArgumentException if a mask is given to a family that is not discrete
     * @throws IllegalStateException if the mask allows no action, or an output is not a number
     */
    void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt);

    /** Draws an action into {@code sampled[at …]}. */
    void sample(RandomGenerator random, float[] sampled, int at);

    /** Puts the greedy action, in the form of a sampled one, into {@code sampled[at …]}. */
    void mode(float[] sampled, int at);

    /** Maps a sampled action to what the environment receives. Does not depend on the row. */
    void toAction(float[] sampled, int sampledAt, float[] action, int actionAt);

    /** Log-probability (log-density where continuous) of a sampled action, in nats. */
    double logProbability(float[] sampled, int at);

    /** Entropy in nats; differential for continuous families, of the sampled action. */
    double entropy();

    /**
     * Adds {@code logProbabilityWeight * d logProbability(sampled) + entropyWeight * d entropy}, with
     * respect to this row's outputs and to the free parameters.
     *
     * @param outputGradient gradient of this row's outputs begins at {@code gradientAt}
     * @param freeGradient   gradient of the free parameters, from 0
     */
    void addGradient(
            float[] sampled,
            int at,
            double logProbabilityWeight,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient);
}
