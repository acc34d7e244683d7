package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import java.util.List;

/**
 * How {@link Iql} learns.
 *
 * @param actorLearningRate  step size of the optimizer of policy and value network, at the beginning if annealed; above 0
 * @param criticLearningRate step size of each critic's optimizer, likewise
 * @param anneal             whether these learning rates fall linearly to 0 at the run's step limit
 * @param discount           weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param expectile          which expectile of the critics' values of recorded actions the value network learns, the
 *     paper's tau; above 0 and below 1
 * @param advantageScale     how much likelier a better action becomes: what an advantage is multiplied with before its
 *     exponential is the action's weight, the paper's beta; 0 clones all actions alike; not negative
 * @param mostWeight         greatest weight of an action; above 0
 * @param replay             how much is remembered, and how steps are drawn from it
 * @param batch              steps behind one gradient step; at least 1
 * @param samplesPerInsert   how often a step is drawn on average; not negative
 * @param learningStarts     environment steps that are only remembered, before the first gradient step; not negative
 * @param nStep              rewards in a target before the value beyond them counts; at least 1
 * @param criticHidden       units of each hidden layer of a critic; empty for those of the policy
 * @param tau                share of the way that a target network goes towards its critic after each gradient step; in
 *     (0, 1]
 * @param gradientNorm       greatest global norm of a gradient, of policy and values together and of each critic; longer
 *     ones are shortened to it; 0 for no limit
 * @param optimizer          what turns a gradient into a step
 * @param optimizerEpsilon   keeps steps finite, see {@link OptimizerKind#create}; above 0
 * @param weightDecay        how fast parameters shrink under AdamW; 0 for the other optimizers
 */
public record IqlSettings(
        double actorLearningRate,
        double criticLearningRate,
        boolean anneal,
        double discount,
        double expectile,
        double advantageScale,
        double mostWeight,
        ReplaySettings replay,
        int batch,
        double samplesPerInsert,
        long learningStarts,
        int nStep,
        List<Integer> criticHidden,
        double tau,
        double gradientNorm,
        OptimizerKind optimizer,
        double optimizerEpsilon,
        double weightDecay)
        implements ControlSettings {

    public IqlSettings {
        criticHidden = List.copyOf(criticHidden);
        DrawSettings.require(discount, batch, samplesPerInsert, learningStarts, nStep);
        ControlSettings.require(actorLearningRate, criticLearningRate, tau, criticHidden, gradientNorm);
        Rule.require(expectile > 0 && expectile < 1, "expectile", expectile, "above 0 and below 1", "0.7");
        Rule.notNegative("advantage-scale", advantageScale, "3");
        Rule.positive("most-weight", mostWeight, "100");
        Rule.optimizer(optimizer, optimizerEpsilon, weightDecay);
    }
}
