package io.millrace.app.sweep;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well19937c;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/**
 * What a few seeds say about all seeds: means that one lucky seed does not carry, the probability that one
 * setting beats another, and how far each can be trusted. Intervals are those of the stratified percentile
 * bootstrap: the seeds of each setting are drawn anew, with repetition and among themselves alone; the interval
 * reaches from the 2.5th to the 97.5th percentile of what comes out. The same scores always give the same interval.
 * Any thread may ask.
 *
 * @see <a href="https://arxiv.org/abs/2108.13264">Agarwal et al. 2021, section 4 and appendix A</a>
 */
public final class Bootstrap {

    private static final double LOW = 2.5;
    private static final double HIGH = 97.5;

    /** Part of the scores that the interquartile mean leaves out at each end. */
    private static final double TRIMMED = 0.25;

    private final int repetitions;
    private final long seed;

    /**
     * @param repetitions how often the scores are drawn anew; at least 1
     * @param seed        of those draws
     */
    public Bootstrap(int repetitions, long seed) {
        if (repetitions < 1) {
            throw new IllegalArgumentException(
                    "A bootstrap of " + repetitions + " repetitions says nothing. Draw at least once, better 10000.");
        }
        this.repetitions = repetitions;
        this.seed = seed;
    }

    /**
     * The mean of what lies in the middle: a quarter of the scores, rounded down, is left out at each end.
     *
     * @param scores at least one, in any order
     */
    public static double interquartileMean(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int trimmed = (int) (TRIMMED * sorted.length);
        return StatUtils.mean(sorted, trimmed, sorted.length - 2 * trimmed);
    }

    /**
     * The probability that a seed of the one earns more than a seed of the other: the share of all pairs, of
     * which those that earn the same count half.
     *
     * @param scores at least one
     * @param others at least one
     * @return in [0, 1]; 0.5 where the two are alike
     */
    public static double probabilityOfImprovement(double[] scores, double[] others) {
        double better = 0;
        for (double score : scores) {
            for (double other : others) {
                better += score > other ? 1 : score == other ? 0.5 : 0;
            }
        }
        return better / ((double) scores.length * others.length);
    }

    /** The mean of the scores, with its interval where there are two or more. */
    public Estimate mean(double[] scores) {
        return of(scores, StatUtils::mean);
    }

    /** The {@link #interquartileMean} of the scores, with its interval where there are two or more. */
    public Estimate middle(double[] scores) {
        return of(scores, Bootstrap::interquartileMean);
    }

    /** The {@link #probabilityOfImprovement}, with its interval where each has two scores or more. */
    public Estimate improvement(double[] scores, double[] others) {
        double probability = probabilityOfImprovement(scores, others);
        if (scores.length < 2 || others.length < 2) {
            return new Estimate(probability, null, null);
        }
        RandomGenerator random = new Well19937c(seed);
        Ranks ranks = new Ranks(scores, others);
        return interval(probability, repetition -> ranks.drawn(random));
    }

    private Estimate of(double[] scores, ToDoubleFunction<double[]> statistic) {
        double value = statistic.applyAsDouble(scores);
        if (scores.length < 2) {
            return new Estimate(value, null, null);
        }
        RandomGenerator random = new Well19937c(seed);
        double[] drawn = new double[scores.length];
        return interval(value, repetition -> {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = scores[random.nextInt(scores.length)];
            }
            return statistic.applyAsDouble(drawn);
        });
    }

    private Estimate interval(double value, IntToDoubleFunction repeat) {
        double[] repeated = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            repeated[i] = repeat.applyAsDouble(i);
        }
        // Linear between neighbours.
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(repeated);
        return new Estimate(value, percentile.evaluate(LOW), percentile.evaluate(HIGH));
    }

    /**
     * Pairs of drawn scores in time that grows with the scores, not with the pairs: where a score stands
     * among the others never changes, only how often each of these was drawn.
     */
    private static final class Ranks {

        private final int[] below;
        private final int[] upTo;
        /** Before the one at each place in their order, how many others were drawn. */
        private final int[] drawnBefore;

        private final int others;

        Ranks(double[] scores, double[] others) {
            double[] sorted = others.clone();
            Arrays.sort(sorted);
            this.others = others.length;
            below = new int[scores.length];
            upTo = new int[scores.length];
            drawnBefore = new int[others.length + 1];
            for (int i = 0; i < scores.length; i++) {
                for (double other : sorted) {
                    below[i] += other < scores[i] ? 1 : 0;
                    upTo[i] += other <= scores[i] ? 1 : 0;
                }
            }
        }

        double drawn(RandomGenerator random) {
            Arrays.fill(drawnBefore, 0);
            for (int i = 0; i < others; i++) {
                drawnBefore[random.nextInt(others) + 1]++;
            }
            for (int i = 0; i < others; i++) {
                drawnBefore[i + 1] += drawnBefore[i];
            }
            double better = 0;
            for (int i = 0; i < below.length; i++) {
                int score = random.nextInt(below.length);
                better += (drawnBefore[below[score]] + drawnBefore[upTo[score]]) / 2.0;
            }
            return better / ((double) below.length * others);
        }
    }
}
