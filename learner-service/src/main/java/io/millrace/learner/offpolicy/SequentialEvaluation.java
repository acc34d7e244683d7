package io.millrace.learner.offpolicy;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Estimates from whole recorded episodes what a target would earn in an episode, by every {@link Estimator} that the
 * record allows. Intervals are Student's, with one degree of freedom less than episodes; for fitted Q one less than
 * groups of episodes. Same episodes, same settings, same result.
 */
public final class SequentialEvaluation {

    /** Steps below which the mean ratio says nothing about what the record misses. */
    private static final long LEAST_FOR_SUPPORT = 30;

    private static final double STANDARD_ERRORS = 3;

    /** What float32 takes from ratios that are 1. */
    private static final double ROUNDING = 1e-4;

    /** Below so many effective episodes the overlap is thin, however few there are in all. */
    private static final int LEAST_EFFECTIVE = 10;

    private final List<RecordedEpisode> episodes;
    private final double discount;
    private final OffPolicySettings settings;
    private final double quantile;

    private SequentialEvaluation(List<RecordedEpisode> episodes, double discount, OffPolicySettings settings) {
        this.episodes = episodes;
        this.discount = discount;
        this.settings = settings;
        this.quantile =
                new TDistribution(episodes.size() - 1.0).inverseCumulativeProbability((1 + settings.confidence()) / 2);
    }

    /**
     * Evaluates.
     *
     * @param episodes at least 2
     * @param discount weight of the next step's value; in (0, 1]
     * @param settings the cap of the weights is not used: products of ratios have no scale to be capped at
     * @param seed     of the model's features, where they are drawn
     * @throws IllegalArgumentException if there are fewer episodes, or the discount is out of range
     */
    public static SequentialReport of(
            EpisodeShape shape,
            List<RecordedEpisode> episodes,
            double discount,
            OffPolicySettings settings,
            long seed) {
        if (episodes.size() < 2) {
            throw new IllegalArgumentException("Nothing can be estimated from " + episodes.size()
                    + " episodes: an interval needs at least 2. Record more.");
        }
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException(
                    "The discount is " + discount + ", but is above 0, and 1 at most. Use, for example, 0.99.");
        }
        return new SequentialEvaluation(episodes, discount, settings)
                .report(new FittedQ(shape, episodes, discount, seed));
    }

    /** The estimates that weigh, with a model's values that are given: for tests of the definitions. */
    static Map<Estimator, ValueEstimate> weighed(
            List<RecordedEpisode> episodes, List<EpisodeValues> values, double discount) {
        OffPolicySettings usual = OffPolicySettings.uncapped();
        SequentialEvaluation evaluation = new SequentialEvaluation(episodes, discount, usual);
        return evaluation.weighed(values, new EpisodeWeights(episodes));
    }

    private SequentialReport report(FittedQ fit) {
        Set<SupportWarning> warnings = forbidding();
        Map<Estimator, ValueEstimate> estimates = new EnumMap<>(Estimator.class);
        estimates.put(Estimator.FQE, fit.estimate(settings.confidence()));
        double effective = Double.NaN;
        double atSteps = Double.NaN;
        double largest = Double.NaN;
        double largestShare = Double.NaN;
        if (warnings.isEmpty()) {
            EpisodeWeights weights = new EpisodeWeights(episodes);
            estimates.putAll(weighed(fit.crossFitted(), weights));
            double[] shares = new double[episodes.size()];
            boolean any = weights.shares(weights.longest(), shares);
            effective = any ? EpisodeWeights.effective(shares) : 0;
            atSteps = effectiveAtSteps(weights);
            largest = largest(weights);
            largestShare = any ? max(shares) : 0;
            warnings.addAll(ofOverlap(any, effective));
        }
        return new SequentialReport(
                episodes.size(), steps(), recorded(), estimates, effective, atSteps, largest, largestShare, warnings);
    }

    private Map<Estimator, ValueEstimate> weighed(List<EpisodeValues> values, EpisodeWeights weights) {
        return new WeighedEstimates(episodes, values, weights, discount, quantile).all();
    }

    private ValueEstimate recorded() {
        WeightedMoments returns = new WeightedMoments();
        episodes.forEach(episode -> returns.add(episode.discountedReturn(discount), 1));
        return ValueEstimate.around(returns.mean(), returns.meanError(), quantile);
    }

    private long steps() {
        return episodes.stream().mapToLong(RecordedEpisode::length).sum();
    }

    private Set<SupportWarning> forbidding() {
        Set<SupportWarning> warnings = EnumSet.noneOf(SupportWarning.class);
        boolean certain = true;
        for (RecordedEpisode episode : episodes) {
            for (int step = 0; step < episode.length(); step++) {
                float behaviour = episode.behaviour()[step];
                if (!Float.isFinite(behaviour)) {
                    warnings.add(SupportWarning.UNKNOWN_PROBABILITIES);
                }
                if (Float.isNaN(episode.target()[step])) {
                    warnings.add(SupportWarning.TARGET_WITHOUT_DENSITY);
                }
                certain &= behaviour == 0;
            }
        }
        if (certain) {
            warnings.add(SupportWarning.DETERMINISTIC_BEHAVIOUR);
        }
        return warnings;
    }

    private Set<SupportWarning> ofOverlap(boolean any, double effective) {
        Set<SupportWarning> warnings = EnumSet.noneOf(SupportWarning.class);
        if (!any) {
            warnings.add(SupportWarning.NO_OVERLAP);
        }
        // So written that weights which leave no number are warned of too.
        if (!(effective >= Math.max(LEAST_EFFECTIVE, settings.leastEffectiveShare() * episodes.size()))) {
            warnings.add(SupportWarning.THIN_OVERLAP);
        }
        WeightedMoments ratios = new WeightedMoments();
        for (RecordedEpisode episode : episodes) {
            for (int step = 0; step < episode.length(); step++) {
                ratios.add(Math.exp(episode.logRatio(step)), 1);
            }
        }
        if (steps() >= LEAST_FOR_SUPPORT && ratios.mean() + STANDARD_ERRORS * ratios.meanError() < 1 - ROUNDING) {
            warnings.add(SupportWarning.MISSING_SUPPORT);
        }
        return warnings;
    }

    private double effectiveAtSteps(EpisodeWeights weights) {
        double[] shares = new double[episodes.size()];
        double sum = 0;
        for (int step = 0; step < weights.longest(); step++) {
            sum += weights.atWork(step) * (weights.shares(step, shares) ? EpisodeWeights.effective(shares) : 0);
        }
        return sum / steps();
    }

    private double largest(EpisodeWeights weights) {
        double largest = 0;
        for (int i = 0; i < episodes.size(); i++) {
            largest = Math.max(largest, weights.whole(i));
        }
        return largest;
    }

    private static double max(double[] numbers) {
        double most = 0;
        for (double number : numbers) {
            most = Math.max(most, number);
        }
        return most;
    }
}
