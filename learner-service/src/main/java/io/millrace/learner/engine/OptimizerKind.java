package io.millrace.learner.engine;

/** The optimizers there are, as settings name them. */
public enum OptimizerKind {
    /** {@link Adam}. */
    ADAM,
    /** {@link AdamW}, the only one that takes a weight decay. */
    ADAMW,
    /** {@link Sgd}, which takes no epsilon either. */
    SGD,
    /** {@link RmsProp}. */
    RMSPROP;

    /**
     * One before its first step.
     *
     * @param parameterCount length of the parameter vector
     * @param epsilon        what keeps a step finite, beside the root in Adam and AdamW and inside it in
     *     RMSProp; above 0
     * @param weightDecay    AdamW's; the others leave the parameters their size
     */
    public Optimizer create(int parameterCount, double epsilon, double weightDecay) {
        return switch (this) {
            case ADAM -> new Adam(parameterCount, epsilon);
            case ADAMW -> new AdamW(parameterCount, epsilon, weightDecay);
            case SGD -> new Sgd(parameterCount);
            case RMSPROP -> new RmsProp(parameterCount, epsilon);
        };
    }
}
