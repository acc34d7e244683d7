package io.millrace.learner.offpolicy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a target is estimated to earn in an episode.
 *
 * @param episodes          that were weighed
 * @param steps             in them
 * @param recorded          mean return of the episodes as they were
 * @param estimates         by estimator, for those that the record allows; NaN where weights are all 0 or too large
 * @param effectiveEpisodes (sum of w)² by sum of w² of whole episodes: episodes of the target's own that would say as
 *     much; Kong 1992. NaN where nothing can be weighed
 * @param effectiveAtSteps  the same of the weights up to a step, mean over the steps of the record
 * @param largestWeight     of an episode; 1 if target and behaviour are the same
 * @param largestShare      of the weights' sum that it has; in [0, 1]
 * @param warnings          not to be overlooked
 */
public record SequentialReport(
        int episodes,
        long steps,
        ValueEstimate recorded,
        Map<Estimator, ValueEstimate> estimates,
        double effectiveEpisodes,
        double effectiveAtSteps,
        double largestWeight,
        double largestShare,
        Set<SupportWarning> warnings) {

    public SequentialReport {
        Map<Estimator, ValueEstimate> inOrder = new EnumMap<>(Estimator.class);
        inOrder.putAll(estimates);
        estimates = Collections.unmodifiableMap(inOrder);
        Set<SupportWarning> sorted = EnumSet.noneOf(SupportWarning.class);
        sorted.addAll(warnings);
        warnings = Collections.unmodifiableSet(sorted);
    }

    /** Whether a decision that rests on this report rests on next to nothing. */
    public boolean thin() {
        return !warnings.isEmpty();
    }
}
