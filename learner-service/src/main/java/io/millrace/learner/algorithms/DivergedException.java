package io.millrace.learner.algorithms;

/** Learning has left the finite numbers: going on would only spread it. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message says where, what and how to go on. */
    public DivergedException(String place, String quantity, double found) {
        super(
                place + " the " + quantity + " is " + found
                        + ". Nothing of this update is published. Go back to the last checkpoint with a smaller"
                        + " learning rate (algorithm.learning-rate, or that of actor and critic), or look for rewards or observations far from 1 in size.");
    }
}
