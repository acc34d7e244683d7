package io.millrace.weights;

/** A version of weights is damaged, does not fit, or holds what is no finite number; the message says which. */
final class UnusableWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableWeightsException(String message) {
        super(message);
    }
}
