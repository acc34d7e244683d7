package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/**
 * What {@link Epochs} of gradient steps are made with, whichever the algorithm. The algorithm's own settings say what
 * each means and which range it has.
 */
interface StepSettings {

    double learningRate();

    boolean anneal();

    double gradientNorm();

    OptimizerKind optimizer();

    double optimizerEpsilon();

    double weightDecay();
}
