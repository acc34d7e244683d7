package io.millrace.app.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every measure of one contender. Returns are undiscounted. {@code docs/systems/human-capital.md} defines
 * each measure.
 *
 * @param efficiency         mean return over all episodes of learning
 * @param first              mean return over the first 10 episodes
 * @param last               mean return over the last 50 episodes
 * @param convergenceEpisode the first episode that is as good as the last ones, counted from 1; null for none
 * @param learningEfficiency that, as a share of the episodes
 * @param greedy             mean return of the greedy policy after learning
 * @param regret             what was missed of the optimum in all episodes together; null where the optimum is unknown
 * @param steps              mean environment steps of a trial's learning
 * @param curve              mean return of each episode
 * @param movingAverage      of the curve over 10 episodes
 * @param cumulativeRegret   up to each episode; empty where the optimum is unknown
 */
public record Score(
        Spread efficiency,
        double first,
        double last,
        @Nullable Integer convergenceEpisode,
        @Nullable Double learningEfficiency,
        Spread greedy,
        @Nullable Spread regret,
        double steps,
        List<Double> curve,
        List<Double> movingAverage,
        List<Double> cumulativeRegret) {

    public Score {
        curve = List.copyOf(curve);
        movingAverage = List.copyOf(movingAverage);
        cumulativeRegret = List.copyOf(cumulativeRegret);
    }

    /** @param trials at least 2 */
    static Score of(List<TrialResult> trials, Baseline baseline) {
        LearningCurve curve = new LearningCurve(trials);
        int episodes = curve.means().length;
        OptionalInt converged = curve.convergenceEpisode(baseline.random());
        @Nullable Double optimum = baseline.optimum();
        return new Score(
                spread(trials, Score::efficiencyOf),
                curve.first(),
                curve.last(),
                converged.isPresent() ? converged.getAsInt() : null,
                converged.isPresent() ? (double) converged.getAsInt() / episodes : null,
                spread(trials, TrialResult::greedy),
                optimum == null ? null : spread(trials, trial -> episodes * (optimum - efficiencyOf(trial))),
                trials.stream().mapToLong(TrialResult::steps).average().orElseThrow(),
                list(curve.means()),
                list(curve.movingAverage()),
                optimum == null ? List.of() : list(curve.regret(optimum)));
    }

    private static double efficiencyOf(TrialResult trial) {
        return Arrays.stream(trial.returns()).average().orElseThrow();
    }

    private static Spread spread(List<TrialResult> trials, ToDoubleFunction<TrialResult> measure) {
        return Spread.of(trials.stream().mapToDouble(measure).toArray());
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
