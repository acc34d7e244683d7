package io.millrace.learner.offpolicy;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Fitted Q evaluation: values of observation and action are fitted to rewards plus the target's value of what came next,
 * again and again, each time for one step more. They are weighted sums of features: a table where observations are few,
 * else random cosines. Each fit is then a linear map of the one before, worked out once.
 *
 * <p>The interval is the jackknife's over groups of episodes, each left out in turn. Values for the doubly robust
 * estimates come from the other half of the episodes, so that no episode is corrected by a fit that knew it.
 *
 * @see <a href="https://arxiv.org/abs/1903.08738">Le, Voloshin and Yue 2019, algorithm 3</a>
 * @see <a href="https://arxiv.org/abs/2002.09516">Duan, Jia and Wang 2020, on linear features</a>
 */
final class FittedQ {

    private static final int GROUPS = 20;
    private static final int LARGEST_TABLE = 512;
    private static final int COSINES = 96;
    private static final double STILL = 1e-9;

    /** Enough that a feature which hardly occurs moves nothing. */
    private static final double RIDGE = 1e-4;

    private static final double LARGEST_RIDGE = 1;
    private static final double STRONGER = 10;

    private final List<RecordedEpisode> episodes;
    private final StepFeatures features;
    private final Horizon horizon;
    private final int groups;
    private final StepSums all;
    private final StepSums[] halves;

    /** @param seed of the features, where they are drawn */
    FittedQ(EpisodeShape shape, List<RecordedEpisode> episodes, double discount, long seed) {
        this.episodes = episodes;
        this.features = new StepFeatures(shape, features(shape, episodes, seed));
        this.horizon = Horizon.of(episodes, discount);
        this.groups = Math.min(GROUPS, episodes.size());
        this.all = new StepSums(features);
        this.halves = new StepSums[] {new StepSums(features), new StepSums(features)};
        for (int group = 0; group < groups; group++) {
            StepSums sums = sums(group);
            all.add(sums, 1);
            halves[group % 2].add(sums, 1);
        }
    }

    private static Features features(EpisodeShape shape, List<RecordedEpisode> episodes, long seed) {
        if (shape.choices() > 0) {
            var table = TableFeatures.of(episodes, shape.observationSize(), LARGEST_TABLE / shape.choices());
            if (table.isPresent()) {
                return table.get();
            }
        }
        int size = shape.observationSize() + (shape.choices() > 0 ? 0 : shape.actionWidth());
        WeightedMoments[] moments = new WeightedMoments[size];
        for (int i = 0; i < size; i++) {
            moments[i] = moments(shape, episodes, i);
        }
        return new FourierFeatures(moments, COSINES, new CounterRandom(seed).at(Purpose.EVALUATION, 0, 0, 0));
    }

    private static WeightedMoments moments(EpisodeShape shape, List<RecordedEpisode> episodes, int number) {
        WeightedMoments moments = new WeightedMoments();
        boolean shown = number < shape.observationSize();
        int width = shown ? shape.observationSize() : shape.actionWidth();
        int at = shown ? number : number - shape.observationSize();
        for (RecordedEpisode episode : episodes) {
            float[] rows = shown ? episode.observations() : episode.actions();
            for (int i = at; i < rows.length; i += width) {
                moments.add(rows[i], 1);
            }
        }
        return moments;
    }

    /** Mean value of the first observations, with the interval of that confidence; NaN where the fit does not hold. */
    ValueEstimate estimate(double confidence) {
        double[] without = new double[groups];
        double mean = 0;
        for (int group = 0; group < groups; group++) {
            StepSums rest = new StepSums(features);
            rest.add(all, 1);
            rest.add(sums(group), -1);
            without[group] = startValue(rest);
            mean += without[group] / groups;
        }
        double squares = 0;
        for (double value : without) {
            squares += (value - mean) * (value - mean);
        }
        double error = Math.sqrt(squares * (groups - 1) / groups);
        double quantile = new TDistribution(groups - 1).inverseCumulativeProbability((1 + confidence) / 2);
        return ValueEstimate.around(startValue(all), error, quantile);
    }

    /** Values of every episode by the fit to the other half of the episodes. */
    List<EpisodeValues> crossFitted() {
        List<double[]> even = fits(halves[1]);
        List<double[]> odd = fits(halves[0]);
        List<EpisodeValues> values = new ArrayList<>();
        for (int i = 0; i < episodes.size(); i++) {
            values.add(values(episodes.get(i), group(i) % 2 == 0 ? even : odd));
        }
        return values;
    }

    private int group(int episode) {
        return episode % groups;
    }

    private StepSums sums(int group) {
        StepSums sums = new StepSums(features);
        for (int i = group; i < episodes.size(); i += groups) {
            sums.add(episodes.get(i));
        }
        return sums;
    }

    /** NaN where the fit says what nobody could earn: cut to what is possible, it would look sure of itself. */
    private double startValue(StepSums sums) {
        List<double[]> fits = fits(sums);
        double value = sums.startValue(fits.get(fits.size() - 1));
        return horizon.possible(value, horizon.left(0)) == value ? value : Double.NaN;
    }

    /** The fits with the least ridge with which they do not run away, which such fits may where the target is far off. */
    private List<double[]> fits(StepSums sums) {
        double ridge = RIDGE;
        List<double[]> fits = fits(sums, ridge);
        while (runAway(fits) && ridge < LARGEST_RIDGE) {
            ridge *= STRONGER;
            fits = fits(sums, ridge);
        }
        return horizon.limit() > 0 ? fits : List.of(fits.get(fits.size() - 1));
    }

    /** The weights for 0, 1, 2 steps left and so on, until the limit, or until they stand still where there is none. */
    private List<double[]> fits(StepSums sums, double ridge) {
        StepSums.Regression regression = sums.regression(ridge);
        List<double[]> fits = new ArrayList<>();
        fits.add(new double[features.size()]);
        for (int pass = 1; pass <= horizon.passes(); pass++) {
            double[] before = fits.get(pass - 1);
            double[] after = regression.oneMore(before, horizon.discount());
            fits.add(after);
            if (horizon.limit() == 0 && change(before, after) <= STILL * largest(after)) {
                break;
            }
        }
        return fits;
    }

    /** Whether a step more changes the last fit by more than it did half-way: what is earned grows evenly at most. */
    private static boolean runAway(List<double[]> fits) {
        int last = fits.size() - 1;
        int half = Math.max(1, last / 2);
        double then = change(fits.get(half - 1), fits.get(half));
        double now = change(fits.get(last - 1), fits.get(last));
        return !(now <= 2 * then);
    }

    private static double change(double[] before, double[] after) {
        double change = 0;
        for (int i = 0; i < after.length; i++) {
            change = Math.max(change, Math.abs(after[i] - before[i]));
        }
        return change;
    }

    private static double largest(double[] weights) {
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, Math.abs(weight));
        }
        return largest;
    }

    private EpisodeValues values(RecordedEpisode episode, List<double[]> fits) {
        int steps = episode.length();
        double[] ofActions = new double[steps];
        double[] ofTarget = new double[steps + 1];
        double[] taken = new double[features.blockSize()];
        double[] wanted = new double[features.size()];
        for (int step = 0; step < steps; step++) {
            int left = horizon.left(step);
            double[] weights = fits.get(Math.min(left, fits.size() - 1));
            features.ofAction(episode, step, taken);
            int from = features.block(episode, step) * features.blockSize();
            ofActions[step] = horizon.possible(product(taken, weights, from), left);
            features.ofTarget(episode, step, wanted);
            ofTarget[step] = horizon.possible(product(wanted, weights, 0), left);
        }
        return new EpisodeValues(ofActions, ofTarget);
    }

    private static double product(double[] numbers, double[] weights, int from) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += numbers[i] * weights[from + i];
        }
        return sum;
    }
}
