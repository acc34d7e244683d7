package io.millrace.learner.algorithms;

/**
 * The learning rate over a run.
 *
 * @param atFirst   of the first update; above 0
 * @param anneal    whether it falls linearly to 0 at the step limit
 * @param stepLimit environment steps after which the run ends; at least 1
 */
record LearningRate(double atFirst, boolean anneal, long stepLimit) {

    /** The rate for all gradient steps of an update. */
    double at(UpdateContext context) {
        double planned =
                anneal ? atFirst * Math.max(0, 1 - (double) context.stepsBefore() / (double) stepLimit) : atFirst;
        return planned * context.learningRateFactor();
    }
}
