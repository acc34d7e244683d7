package io.millrace.learner.algorithms;

/** Is told how long an update waited for a stage that prepares something for it. */
@FunctionalInterface
public interface StageWaits {

    /** The stage that puts minibatches together. */
    String MINIBATCHES = "minibatches";

    /** Tells nobody. */
    StageWaits UNHEARD = (stage, nanos) -> {};

    /** Called on the thread of the update, after each wait; {@code nanos} is not negative. */
    void waited(String stage, long nanos);
}
