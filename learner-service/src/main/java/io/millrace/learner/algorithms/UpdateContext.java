package io.millrace.learner.algorithms;

/**
 * Where in a run an update stands.
 *
 * @param number             the weights version that it makes; the first is 1
 * @param stepsBefore        environment steps learned from before it; not negative
 * @param learningRateFactor what every learning rate of the settings is multiplied by; above 0. A factor of 1 changes
 *     no bit
 */
public record UpdateContext(long number, long stepsBefore, double learningRateFactor) {
    public UpdateContext {
        if (number < 1 || stepsBefore < 0) {
            throw new IllegalArgumentException("Update " + number + " after " + stepsBefore
                    + " steps cannot be. Updates count from 1, steps from 0.");
        }
        if (!(learningRateFactor > 0 && learningRateFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "A learning rate times " + learningRateFactor + " learns nothing. Factors are finite and above 0.");
        }
    }

    /** With the learning rates that the settings name. */
    public UpdateContext(long number, long stepsBefore) {
        this(number, stepsBefore, 1);
    }
}
