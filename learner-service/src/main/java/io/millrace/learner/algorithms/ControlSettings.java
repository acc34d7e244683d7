package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.engine.OptimizerKind;
import java.util.List;

/** What all algorithms that improve a policy by the slope of a critic are set by; {@link SacSettings} says what each means. */
interface ControlSettings extends DrawSettings {

    double actorLearningRate();

    double criticLearningRate();

    boolean anneal();

    double tau();

    List<Integer> criticHidden();

    double gradientNorm();

    OptimizerKind optimizer();

    double optimizerEpsilon();

    double weightDecay();

    /** A new optimizer for a network of so many parameters. */
    default Optimizer optimizerFor(int parameterCount) {
        return optimizer().create(parameterCount, optimizerEpsilon(), weightDecay());
    }

    /** Refuses numbers that cannot be in any of them. */
    static void require(
            double actorLearningRate,
            double criticLearningRate,
            double tau,
            List<Integer> criticHidden,
            double gradientNorm) {
        Rule.positive("actor-learning-rate", actorLearningRate, "0.0003");
        Rule.positive("critic-learning-rate", criticLearningRate, "0.001");
        Rule.require(tau > 0 && tau <= 1, "tau", tau, "above 0 and at most 1", "0.005");
        Rule.require(
                criticHidden.stream().allMatch(units -> units >= 1),
                "critic-hidden",
                criticHidden,
                "a list of numbers from 1 on, or empty for those of the policy",
                "[256, 256]");
        Rule.limit("gradient-norm", gradientNorm, "10");
    }
}
