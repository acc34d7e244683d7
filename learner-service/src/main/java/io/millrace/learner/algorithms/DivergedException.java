package io.millrace.learner.algorithms;

/** Learning has left the finite numbers: going on would only spread it. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message says where, what and how to go on. */
    DivergedException(String place, String quantity, double found) {
        super(place + " the " + quantity + " is " + found
                + ". The step was not taken. Go back to the last checkpoint with a smaller"
                + " algorithm.learning-rate, or look for rewards or observations far from 1 in size.");
    }
}
