package io.millrace.learner.algorithms;

/**
 * What an update did. Means run over every row of every minibatch, unless said otherwise.
 *
 * <p>Algorithms that learn the values of actions report the mean weighted loss of these values as the value loss, the
 * mean entropy of the epsilon-greedy choice over the steps of the batch, and how much of the variance of their targets
 * the values explain, each before the gradient step that learns from it. They have no policy loss, divergence or clip:
 * 0; but {@link Cql} reports the mean gap that it penalises as the policy loss. An update may take no gradient step, such
 * as before learning starts: then all but the entropy is 0.
 *
 * <p>{@link Trpo} reports its one step of the policy, and the gradient steps of its value network:
 * {@code docs/algorithms/trpo.md} says which is which.
 *
 * <p>Algorithms with critics of their own report the mean loss of their critics as the value loss, how much of the
 * variance of its targets the first critic explains, and the mean norm of the critics' gradients; the policy loss is the
 * mean of what the policy descends. They have no divergence or clip either.
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
