package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * A smooth map of numbers without bounds onto the inside of an action space, in unit coordinates: each number of a box
 * from -1 for its low to 1 for its high, by tanh; the shares of a simplex as they are, by a softmax whose last logit is
 * held at 0, since so many shares have one degree of freedom less. Where it is one to one it has a determinant, so that
 * a density before squashing has one after it. Nothing is allocated after construction, and nothing is kept from call
 * to call.
 */
public sealed interface Squashing permits TanhSquashing, SoftmaxSquashing {

    /** Whether there is one: whether between two actions of the space there are others. */
    static boolean fits(ActionSpace space) {
        return space instanceof ActionSpace.Box || space instanceof ActionSpace.Simplex;
    }

    /**
     * The one for the actions of a space.
     *
     * @throws IllegalArgumentException if it does not {@link #fits fit}
     */
    static Squashing into(ActionSpace space) {
        if (space instanceof ActionSpace.Box box) {
            return new TanhSquashing(box);
        }
        if (space instanceof ActionSpace.Simplex simplex) {
            return new SoftmaxSquashing(simplex);
        }
        throw new IllegalArgumentException("Nothing can be squashed into " + space
                + ", whose actions have none in between. Use a family of distributions over "
                + "choices or switches.");
    }

    /** Numbers before squashing: the degrees of freedom of an action. */
    int rawWidth();

    /** Numbers in an action in unit coordinates, and as the environment receives it. */
    int unitWidth();

    /** Squashes {@code raw[at …]} into {@code unit[unitAt …]}. */
    void squash(float[] raw, int at, float[] unit, int unitAt);

    /** Maps an action in unit coordinates to what the environment receives. */
    void toAction(float[] unit, int unitAt, float[] action, int actionAt);

    /** Squashes, and maps the result to what the environment receives, without rounding in between. */
    void rawToAction(float[] raw, int at, float[] action, int actionAt);

    /** Brings an action in unit coordinates that lies beyond the space back to its nearest side; in place. */
    void bringBack(float[] unit, int unitAt);

    /**
     * The logarithm of how much larger a small volume is after squashing; of a simplex, in the coordinates of all
     * shares but the last. What it is subtracted from becomes the log-density of the action in unit coordinates.
     */
    double logDeterminant(float[] raw, int at);

    /**
     * The chain rule back through the squashing: adds, with respect to {@code raw[at …]}, the gradient of {@code unit
     * action · unitGradient + logDeterminantWeight * logDeterminant}.
     *
     * @param unitGradient gradient of a loss by the action in unit coordinates begins at {@code unitAt}
     * @param rawGradient  is added to, from 0
     */
    void addGradient(
            float[] raw, int at, float[] unitGradient, int unitAt, double logDeterminantWeight, double[] rawGradient);
}
