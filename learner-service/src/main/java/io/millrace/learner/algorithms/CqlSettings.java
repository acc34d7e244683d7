package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;

/**
 * How {@link Cql} learns. What has no word here means what it means to {@link DqnSettings}.
 *
 * @param alpha            what a unit of the gap between the soft maximum of the values and the value of the action taken
 *     costs beside a unit of loss, the paper's alpha; not negative
 * @param epsilon          how often the weights that come out draw an action at random; in [0, 1]
 */
public record CqlSettings(
        double learningRate,
        boolean anneal,
        double discount,
        double alpha,
        ReplaySettings replay,
        int batch,
        double samplesPerInsert,
        long learningStarts,
        int nStep,
        TargetSettings target,
        TdLoss loss,
        double gradientNorm,
        double epsilon,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements DrawnValueSettings {

    public CqlSettings {
        ValueSettings.require(learningRate, discount, batch, nStep, gradientNorm);
        DrawSettings.require(discount, batch, samplesPerInsert, learningStarts, nStep);
        Rule.notNegative("alpha", alpha, "1");
        Rule.fraction("epsilon", epsilon, "0.05");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }

    @Override
    public ConservativePenalty penalty() {
        return new ConservativePenalty(alpha);
    }

    /** The same all the time: what is learned from is there already. */
    @Override
    public ExplorationSettings exploration() {
        return new ExplorationSettings(ExplorationSettings.Kind.CONSTANT, epsilon, 0, 0, 0);
    }
}
