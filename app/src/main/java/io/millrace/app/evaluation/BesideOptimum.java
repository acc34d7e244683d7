package io.millrace.app.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * What the best policy earns where the greedy one was judged. Episode i of both has the same chance: in the gap, what
 * is good or bad luck for both cancels, so that its interval is narrower than those of the two means.
 *
 * @param expected    expected return of the best policy, exact
 * @param optimalRule what the best policy earned on the episodes that were played
 * @param gap         what it earned more than the greedy policy, paired by episode
 * @param gapPercent  the gap's mean in percent of the expected optimum, regardless of its sign; null where that is 0
 * @param controls    the controls of both over time; null where the actions are none
 */
public record BesideOptimum(
        double expected,
        Interval optimalRule,
        Interval gap,
        @Nullable Double gapPercent,
        @Nullable ControlPaths controls) {

    /**
     * Pairs episodes.
     *
     * @param greedy  returns of the greedy policy
     * @param optimal returns of the best policy on the same episodes
     */
    static BesideOptimum of(double expected, double[] greedy, double[] optimal, @Nullable ControlPaths controls) {
        double[] gaps = new double[greedy.length];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = optimal[i] - greedy[i];
        }
        Interval gap = Interval.of(gaps);
        return new BesideOptimum(
                expected,
                Interval.of(optimal),
                gap,
                expected == 0 ? null : 100 * gap.mean() / Math.abs(expected),
                controls);
    }
}
