package io.millrace.app.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * What the greedy policy earned.
 *
 * @param weightsVersion version that was judged
 * @param episodes       episodes played; 0 where the environment cannot be played, and all else is not a number then
 * @param mean           mean return, discounted with the environment's own discount
 * @param low            lower end of the mean's 95 % confidence interval (Student's t)
 * @param high           upper end of it
 * @param meanLength     mean steps in an episode
 * @param optimum        expected return of the best policy, where it is known
 * @param gap            optimum minus mean, where the optimum is known: as far off as the mean is, by the chance of
 *                       the episodes; {@link BesideOptimum} has the gap on the same episodes
 */
public record Evaluation(
        long weightsVersion,
        int episodes,
        double mean,
        double low,
        double high,
        double meanLength,
        @Nullable Double optimum,
        @Nullable Double gap) {

    /** Nothing was played. */
    public static Evaluation none(long version) {
        return new Evaluation(version, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, null, null);
    }

    static Evaluation of(long version, double[] returns, double meanLength, @Nullable Double optimum) {
        Interval earned = Interval.of(returns);
        return new Evaluation(
                version,
                returns.length,
                earned.mean(),
                earned.low(),
                earned.high(),
                meanLength,
                optimum,
                optimum == null ? null : optimum - earned.mean());
    }
}
