package io.millrace.learner.returns;

import io.millrace.learner.returns.Advantages.Layout;

/**
 * Value targets and advantages of a policy from steps that another, slightly older one took. Each step
 * counts by its importance ratio, the probability of its action under the policy that learns over that
 * under the policy that acted. Ratios are clipped: what is learned is then the value of a policy
 * between the two, at a variance that stays bounded.
 *
 * <p>With {@code rho = min(targetClip, ratio)}, {@code c = lambda * min(1, ratio)} and {@code error = rho
 * * (reward + discount * valueBeyond - value)}, the target of a step is its value plus its error plus
 * {@code discount * c} times what the target of the next step of the same episode adds to that step's
 * value. The advantage is {@code min(advantageClip, ratio) * (reward + discount * next - value)}, where
 * {@code next} lies the fraction lambda of the way from the value of the next observation to the next
 * step's target; at a lambda of 1 it is the target, as in the paper.
 *
 * <p>As in {@link Advantages}, the value beyond a step is zero where it terminated the episode and the
 * value of the true final observation where it truncated it; both cut the recursion, and {@code next}
 * is then that value. Where all ratios are 1, the advantages are those of {@link Advantages}, and the
 * targets are them plus the values. Both results are constants to whoever differentiates a loss.
 *
 * @param discount      weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda        mix of one-step (0) and whole-unroll (1) estimates; in [0, 1]
 * @param targetClip    greatest ratio that a target's errors count with, the paper's rho-bar; above 0
 * @param advantageClip greatest ratio that an advantage counts with; above 0
 * @see <a href="https://arxiv.org/abs/1802.01561">Espeholt et al. 2018, equation 1 and section 4.2</a>
 */
public record VTrace(double discount, double lambda, double targetClip, double advantageClip) {

    public VTrace {
        if (!(discount >= 0 && discount <= 1 && lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException(
                    "Discount and lambda lie between 0 and 1; found " + discount + " and " + lambda + ".");
        }
        if (!(targetClip > 0 && advantageClip > 0)) {
            throw new IllegalArgumentException("Importance ratios cannot be clipped to " + targetClip + " and "
                    + advantageClip + ": nothing would be learned. Give numbers above 0, such as 1.");
        }
    }

    /**
     * The targets and advantages of every environment of every unroll, each sequence on its own. Arrays
     * may be longer than the layout needs.
     *
     * @param logRatios   log-probability under the policy that learns minus that of the record, in nats, by step row
     * @param rewards     by step row
     * @param ends        bits of {@link Ends} by step row
     * @param values      value estimates by value row
     * @param finalValues value of the true final observation by step row, read where a step truncated its episode
     * @param targets     receives the value targets by step row, in the rewards' unit
     * @param advantages  receives the advantages by step row, in the rewards' unit
     * @throws IllegalArgumentException if an array is shorter than the layout needs
     */
    public void ofUnrolls(
            Layout layout,
            double[] logRatios,
            float[] rewards,
            byte[] ends,
            double[] values,
            double[] finalValues,
            double[] targets,
            double[] advantages) {
        layout.requireStepRows("log ratios", logRatios.length);
        layout.requireStepRows("rewards", rewards.length);
        layout.requireStepRows("ends", ends.length);
        layout.requireValueRows("values", values.length);
        layout.requireStepRows("final values", finalValues.length);
        layout.requireStepRows("targets", targets.length);
        layout.requireStepRows("advantages", advantages.length);
        // Clipped before the exponential, where nothing can overflow.
        double logTargetClip = Math.log(targetClip);
        double logAdvantageClip = Math.log(advantageClip);
        int stride = layout.environments();
        for (int unroll = 0; unroll < layout.unrolls(); unroll++) {
            int firstStep = unroll * layout.steps() * stride;
            int firstValue = unroll * (layout.steps() + 1) * stride;
            for (int environment = 0; environment < stride; environment++) {
                // What the next step's target adds to its value.
                double added = 0;
                for (int tick = layout.steps() - 1; tick >= 0; tick--) {
                    int row = firstStep + tick * stride + environment;
                    int valueRow = firstValue + tick * stride + environment;
                    double value = values[valueRow];
                    byte end = ends[row];
                    double beyond =
                            Ends.terminated(end) ? 0 : Ends.cut(end) ? finalValues[row] : values[valueRow + stride];
                    double later = Ends.ended(end) ? 0 : discount * lambda * added;
                    double error = rewards[row] + discount * beyond - value;
                    double logRatio = logRatios[row];
                    advantages[row] = Math.exp(Math.min(logAdvantageClip, logRatio)) * (error + later);
                    added = Math.exp(Math.min(logTargetClip, logRatio)) * error
                            + Math.exp(Math.min(0, logRatio)) * later;
                    targets[row] = value + added;
                }
            }
        }
    }
}
