package io.millrace.learner.offpolicy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the target is estimated to earn, with weights w = target probability / propensity (after the cap), rewards r,
 * and a model's values q of the action taken and v of what the target would take.
 *
 * @param decisions           that were weighed
 * @param importanceSampling  mean of w r (IPS): no bias without a cap, at most variance; Horvitz and Thompson 1952
 * @param selfNormalised      sum of w r by sum of w (SNIPS, WIS): a little bias, less variance, and it moves with the
 *                            rewards' zero; Swaminathan and Joachims 2015. NaN if all weights are 0
 * @param directMethod        mean of v (DM): as right as the model, of whose error its interval knows nothing
 * @param doublyRobust        mean of v + w (r - q) (DR): right if propensities or model are; Dudík, Langford and Li
 *                            2011
 * @param effectiveSampleSize (sum of w)² by sum of w²: decisions of the target's own that would say as much; Kong 1992
 * @param meanWeight          of the weights before the cap: 1 but for chance where the log covers the target
 * @param cappedShare         share of the decisions whose weight was capped; in [0, 1]
 * @param zeroPropensities    decisions left out since the log gives them no chance
 * @param warnings            not to be overlooked
 */
public record OffPolicyReport(
        long decisions,
        ValueEstimate importanceSampling,
        ValueEstimate selfNormalised,
        ValueEstimate directMethod,
        ValueEstimate doublyRobust,
        double effectiveSampleSize,
        double meanWeight,
        double cappedShare,
        long zeroPropensities,
        Set<OverlapWarning> warnings) {

    public OffPolicyReport {
        EnumSet<OverlapWarning> inOrder = EnumSet.noneOf(OverlapWarning.class);
        inOrder.addAll(warnings);
        warnings = Collections.unmodifiableSet(inOrder);
    }
}
