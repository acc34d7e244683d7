package io.millrace.learner.algorithms;

/** What an algorithm holds fixed during an update, beside the batch itself. Not written to meanwhile. */
interface StepTargets {

    /** Advantages by step row, in the rewards' unit. */
    double[] advantages();

    /** Value targets by step row, in the network's unit. */
    double[] targets();

    /** Values before the update by observation row, in the network's unit. */
    float[] networkValues();

    /** What the new log-probabilities are compared with, by step row, {@link #ratios} for each, in nats. */
    double[] oldLogProbabilities();

    /** Probabilities of a step that are compared, each with its old one: 1 for the whole action, or one for each factor. */
    default int ratios() {
        return 1;
    }
}
