package io.millrace.learner.offpolicy;

import java.util.EnumSet;
import java.util.Set;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Estimates from a log what a target rule would earn, one decision after another: the same few numbers are kept
 * whatever the log's length, and nothing is allocated per decision. One thread at a time.
 *
 * <p>Intervals are Student's, with one degree of freedom less than decisions, around a mean of decisions that are
 * independent; that of the self-normalised estimate takes its error by the delta method. Where the logging rule learnt
 * while it logged, decisions hang together: estimates stay right, intervals become approximate. A model that was fitted
 * to the same log makes the doubly robust interval a little too short.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1952.10483446">Horvitz and Thompson 1952</a>
 * @see <a href="https://arxiv.org/abs/1103.4601">Dudík, Langford and Li 2011</a>
 * @see <a href="https://papers.nips.cc/paper/5748">Swaminathan and Joachims 2015</a>
 */
public final class OffPolicyEvaluation {

    /** Decisions below which the mean of the weights says nothing about what the log misses. */
    private static final long LEAST_FOR_SUPPORT = 30;

    private static final double STANDARD_ERRORS = 3;

    private final OffPolicySettings settings;
    private final WeightedMoments rawWeights = new WeightedMoments();
    private final WeightedMoments weightedRewards = new WeightedMoments();
    private final WeightedMoments rewardsByWeight = new WeightedMoments();
    private final WeightedMoments rewardsBySquaredWeight = new WeightedMoments();
    private final WeightedMoments modelled = new WeightedMoments();
    private final WeightedMoments corrected = new WeightedMoments();
    private long decisions;
    private long capped;
    private long zeroPropensities;

    /** An evaluation of no decision yet. */
    public OffPolicyEvaluation(OffPolicySettings settings) {
        this.settings = settings;
    }

    /**
     * Weighs one logged decision. One whose propensity is 0 is counted and left out.
     *
     * @param propensity        probability with which the log's rule took the action; in [0, 1]
     * @param targetProbability probability with which the target would have taken it; in [0, 1]
     * @param reward            that followed, in any unit
     * @param valueOfAction     reward that a model expects of the action, in the same unit
     * @param valueUnderTarget  reward that the model expects of the target here: its values weighted with the target's
     *                          probabilities of all actions
     * @throws IllegalArgumentException if a probability is not in its range, or a number not finite; nothing is changed
     */
    public void add(
            double propensity, double targetProbability, double reward, double valueOfAction, double valueUnderTarget) {
        requireProbability(propensity, "propensity");
        requireProbability(targetProbability, "target's probability");
        requireFinite(reward, "reward");
        requireFinite(valueOfAction, "model's value of the action");
        requireFinite(valueUnderTarget, "model's value under the target");
        double raw = targetProbability / propensity;
        if (propensity == 0 || raw == Double.POSITIVE_INFINITY) {
            zeroPropensities++;
            return;
        }
        double weight = Math.min(raw, settings.weightCap());
        decisions++;
        capped += raw > weight ? 1 : 0;
        rawWeights.add(raw, 1);
        weightedRewards.add(weight * reward, 1);
        rewardsByWeight.add(reward, weight);
        rewardsBySquaredWeight.add(reward, weight * weight);
        modelled.add(valueUnderTarget, 1);
        corrected.add(valueUnderTarget + weight * (reward - valueOfAction), 1);
    }

    /** Decisions weighed so far, without those left out. */
    public long decisions() {
        return decisions;
    }

    /**
     * The estimates from all decisions so far; more may follow.
     *
     * @throws IllegalStateException after fewer than two decisions, between which nothing can vary
     */
    public OffPolicyReport report() {
        if (decisions < 2) {
            throw new IllegalStateException("The log has " + decisions + " decisions to weigh and " + zeroPropensities
                    + " of propensity 0; an interval needs at least 2. Log more, and each with its propensity.");
        }
        double quantile =
                new TDistribution(decisions - 1).inverseCumulativeProbability((1 + settings.confidence()) / 2);
        return new OffPolicyReport(
                decisions,
                mean(weightedRewards, quantile),
                selfNormalised(quantile),
                mean(modelled, quantile),
                mean(corrected, quantile),
                effectiveSampleSize(),
                rawWeights.mean(),
                (double) capped / decisions,
                zeroPropensities,
                warnings());
    }

    private static ValueEstimate mean(WeightedMoments moments, double quantile) {
        return ValueEstimate.around(moments.mean(), moments.meanError(), quantile);
    }

    /** The delta method for a ratio of means: each decision moves it by w (r - ratio) / sum of w. */
    private ValueEstimate selfNormalised(double quantile) {
        double sum = rewardsByWeight.weight();
        if (sum == 0) {
            return ValueEstimate.around(Double.NaN, Double.NaN, quantile);
        }
        double ratio = rewardsByWeight.mean();
        double small = (double) decisions / (decisions - 1);
        double error = Math.sqrt(small * rewardsBySquaredWeight.squaresAround(ratio)) / sum;
        return ValueEstimate.around(ratio, error, quantile);
    }

    private double effectiveSampleSize() {
        double sum = rewardsByWeight.weight();
        return sum == 0 ? 0 : sum * sum / rewardsBySquaredWeight.weight();
    }

    private Set<OverlapWarning> warnings() {
        Set<OverlapWarning> warnings = EnumSet.noneOf(OverlapWarning.class);
        // So written that weights too large to be squared, which leave no number, are warned of too.
        if (!(effectiveSampleSize() >= settings.leastEffectiveShare() * decisions)) {
            warnings.add(OverlapWarning.THIN_OVERLAP);
        }
        if (zeroPropensities > 0) {
            warnings.add(OverlapWarning.ZERO_PROPENSITY);
        }
        double highest = rawWeights.mean() + STANDARD_ERRORS * rawWeights.meanError();
        if (decisions >= LEAST_FOR_SUPPORT && highest < 1) {
            warnings.add(OverlapWarning.MISSING_SUPPORT);
        }
        return warnings;
    }

    private static void requireProbability(double probability, String what) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("The " + what + " is " + probability
                    + ", which is no probability. Log probabilities of single actions, 0 to 1.");
        }
    }

    private static void requireFinite(double number, String what) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("The " + what + " is " + number
                    + ", which no mean can hold. Look for the decision that has no result.");
        }
    }
}
