package io.millrace.learner.algorithms;

/**
 * What an update did. Means run over every row of every minibatch, unless said otherwise.
 *
 * @param policyLoss        mean loss of the policy, without the entropy bonus
 * @param valueLoss         mean loss of the value estimates, before its weight, in the network's own unit
 * @param entropy           mean entropy of the policy, in nats
 * @param approximateKl     mean of ratio - 1 - log ratio over the last epoch, in nats
 * @param clipFraction      share of rows whose ratio was clipped
 * @param explainedVariance 1 - variance(target - value) / variance(target), before the update; 0 where
 *     all targets are the same
 * @param gradientNorm      mean global gradient norm before clipping, over the gradient steps
 * @param gradientSteps     gradient steps taken
 */
public record UpdateReport(
        double policyLoss,
        double valueLoss,
        double entropy,
        double approximateKl,
        double clipFraction,
        double explainedVariance,
        double gradientNorm,
        int gradientSteps) {}
