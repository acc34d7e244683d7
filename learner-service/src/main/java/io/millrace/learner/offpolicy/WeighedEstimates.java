package io.millrace.learner.offpolicy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The estimates that weigh recorded episodes. Errors are those of a mean of independent episodes; where weights are
 * divided by their mean, each episode counts by how far the estimate moves when it is left out (the jackknife), since the
 * delta method takes the few episodes that have much of the weight for surer than they are.
 *
 * @see <a href="https://arxiv.org/abs/1511.03722">Jiang and Li 2016, equation 10</a>
 * @see <a href="https://arxiv.org/abs/1604.00923">Thomas and Brunskill 2016, definition of WDR in section 6</a>
 */
final class WeighedEstimates {

    /** A sum over steps of each episode's weight times what the step gives; 0 beyond its end. */
    private interface Terms {
        double at(int episode, int step);
    }

    private final List<RecordedEpisode> episodes;
    private final List<EpisodeValues> values;
    private final EpisodeWeights weights;
    private final double discount;
    private final double quantile;
    private final int count;

    /**
     * @param values   of a model, one for each episode, that was not fitted to that episode
     * @param quantile of Student's distribution, for the intervals
     */
    WeighedEstimates(
            List<RecordedEpisode> episodes,
            List<EpisodeValues> values,
            EpisodeWeights weights,
            double discount,
            double quantile) {
        this.episodes = episodes;
        this.values = values;
        this.weights = weights;
        this.discount = discount;
        this.quantile = quantile;
        this.count = episodes.size();
    }

    Map<Estimator, ValueEstimate> all() {
        Map<Estimator, ValueEstimate> estimates = new EnumMap<>(Estimator.class);
        estimates.put(Estimator.IS, mean(i -> times(weights.whole(i), returned(i))));
        estimates.put(Estimator.WIS, weighted());
        estimates.put(Estimator.PDIS, mean(i -> sum(i, this::reward)));
        estimates.put(Estimator.WPDIS, weighted(this::reward, i -> 0));
        estimates.put(Estimator.DR, mean(i -> first(i) + sum(i, this::correction)));
        estimates.put(Estimator.WDR, weighted(this::correction, this::first));
        return estimates;
    }

    private double returned(int episode) {
        return episodes.get(episode).discountedReturn(discount);
    }

    private double first(int episode) {
        return values.get(episode).ofTarget()[0];
    }

    private double reward(int episode, int step) {
        return episodes.get(episode).rewards()[step];
    }

    /** What the model was wrong by at a step: r + v' - q. */
    private double correction(int episode, int step) {
        EpisodeValues model = values.get(episode);
        return reward(episode, step) + discount * model.ofTarget()[step + 1] - model.ofActions()[step];
    }

    private double sum(int episode, Terms terms) {
        double sum = 0;
        double discounted = 1;
        for (int step = 0; step < episodes.get(episode).length(); step++) {
            sum += times(weights.at(episode, step), discounted * terms.at(episode, step));
            discounted *= discount;
        }
        return sum;
    }

    /** A weight of 0 leaves nothing, and an infinite one takes nothing from a term that is 0. */
    private static double times(double weight, double term) {
        return term == 0 ? 0 : weight * term;
    }

    private ValueEstimate mean(IntToDoubleFunction ofEpisode) {
        WeightedMoments moments = new WeightedMoments();
        for (int i = 0; i < count; i++) {
            moments.add(ofEpisode.applyAsDouble(i), 1);
        }
        return ValueEstimate.around(moments.mean(), moments.meanError(), quantile);
    }

    private ValueEstimate weighted() {
        double[] shares = new double[count];
        if (!weights.shares(weights.longest(), shares)) {
            return nothing();
        }
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += shares[i] * returned(i);
        }
        double[] moves = new double[count];
        for (int i = 0; i < count; i++) {
            moves[i] = leftOut(shares[i]) * (returned(i) - mean);
        }
        return around(mean, moves);
    }

    /** Sum over steps of the weighted means of the terms, and beside it the plain mean of a number of each episode. */
    private ValueEstimate weighted(Terms terms, IntToDoubleFunction unweighed) {
        double estimate = 0;
        double[] moves = new double[count];
        for (int i = 0; i < count; i++) {
            estimate += unweighed.applyAsDouble(i) / count;
        }
        for (int i = 0; i < count; i++) {
            moves[i] = (unweighed.applyAsDouble(i) - estimate) / count;
        }
        double[] shares = new double[count];
        double discounted = 1;
        for (int step = 0; step < weights.longest(); step++) {
            if (!weights.shares(step, shares)) {
                return nothing();
            }
            double mean = 0;
            for (int i = 0; i < count; i++) {
                mean += shares[i] * discounted * term(terms, i, step);
            }
            for (int i = 0; i < count; i++) {
                moves[i] += leftOut(shares[i]) * (discounted * term(terms, i, step) - mean);
            }
            estimate += mean;
            discounted *= discount;
        }
        return around(estimate, moves);
    }

    /** A share of the weights by that of the others: how far the mean of the others is from what it was. */
    private static double leftOut(double share) {
        return share / (1 - share);
    }

    private double term(Terms terms, int episode, int step) {
        return step < episodes.get(episode).length() ? terms.at(episode, step) : 0;
    }

    private ValueEstimate around(double estimate, double[] moves) {
        double squares = Arrays.stream(moves).map(move -> move * move).sum();
        return ValueEstimate.around(estimate, Math.sqrt(squares * count / (count - 1)), quantile);
    }

    private ValueEstimate nothing() {
        return ValueEstimate.around(Double.NaN, Double.NaN, quantile);
    }
}
