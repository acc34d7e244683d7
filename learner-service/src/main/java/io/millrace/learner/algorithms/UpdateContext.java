package io.millrace.learner.algorithms;

/**
 * Where in a run an update stands.
 *
 * @param number      the weights version that it makes; the first is 1
 * @param stepsBefore environment steps learned from before it; not negative
 */
public record UpdateContext(long number, long stepsBefore) {
    public UpdateContext {
        if (number < 1 || stepsBefore < 0) {
            throw new IllegalArgumentException("Update " + number + " after " + stepsBefore
                    + " steps cannot be. Updates count from 1, steps from 0.");
        }
    }
}
