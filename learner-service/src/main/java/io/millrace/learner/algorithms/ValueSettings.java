package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/** What all algorithms that learn the values of actions are set by; {@link DqnSettings} says what each means. */
interface ValueSettings extends MemorySettings {

    double learningRate();

    boolean anneal();

    double discount();

    int batch();

    int nStep();

    TargetSettings target();

    TdLoss loss();

    double gradientNorm();

    ExplorationSettings exploration();

    OptimizerKind optimizer();

    double optimizerEpsilon();

    double weightDecay();

    /** What is lost beside the error of the actions taken; nothing unless an algorithm says otherwise. */
    default ConservativePenalty penalty() {
        return ConservativePenalty.NONE;
    }

    /** Refuses numbers that cannot be in any of them. */
    static void require(double learningRate, double discount, int batch, int nStep, double gradientNorm) {
        Rule.positive("learning-rate", learningRate, "0.0005");
        Rule.fraction("discount", discount, "0.99");
        Rule.require(batch >= 1, "batch", batch, "at least 1", "64");
        Rule.require(nStep >= 1, "n-step", nStep, "at least 1", "3");
        Rule.limit("gradient-norm", gradientNorm, "10");
    }
}
