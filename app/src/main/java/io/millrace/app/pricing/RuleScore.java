package io.millrace.app.pricing;

import io.millrace.app.comparison.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Every measure of one rule in one kind of market; {@code docs/systems/pricing.md} defines each.
 *
 * @param experiments   that it was played in
 * @param hit           share of experiments whose recommended arm is optimal
 * @param last          share of stores with an optimal arm in the last week
 * @param regret        expected profit missed by all stores in all weeks
 * @param regretPercent that, as a percentage of what the best arm would have earned
 * @param changes       stores that changed their arm, over all weeks
 * @param rightByWeek   mean share of stores with an optimal arm
 * @param regretByWeek  mean regret of each week, as a percentage of what the best arm would have earned in it
 * @param changesByWeek mean number of stores that changed their arm; 0 in the first week
 */
public record RuleScore(
        int experiments,
        Estimate hit,
        Estimate last,
        Estimate regret,
        Estimate regretPercent,
        Estimate changes,
        List<Double> rightByWeek,
        List<Double> regretByWeek,
        List<Double> changesByWeek) {

    public RuleScore {
        rightByWeek = List.copyOf(rightByWeek);
        regretByWeek = List.copyOf(regretByWeek);
        changesByWeek = List.copyOf(changesByWeek);
    }

    /** @param played at least 2 */
    static RuleScore of(Contender contender, List<Experiment> played) {
        double stores = contender.stores();
        double week = stores * contender.truth().most() / 100;
        int weeks = contender.market().weeks();
        return new RuleScore(
                played.size(),
                Estimate.of(hits(played)),
                Estimate.of(spread(played, one -> one.right().get(weeks - 1) / stores)),
                Estimate.of(spread(played, Experiment::totalRegret)),
                Estimate.of(regretPercent(contender, played)),
                Estimate.of(spread(played, Experiment::totalChanges)),
                byWeek(weeks, played, (one, i) -> one.right().get(i) / stores),
                byWeek(weeks, played, (one, i) -> one.regret().get(i) / week),
                byWeek(weeks, played, (one, i) -> one.changes().get(i)));
    }

    /** Experiment by experiment. */
    static Spread regretPercent(Contender contender, List<Experiment> played) {
        double all = contender.stores()
                * contender.truth().most()
                * contender.market().weeks();
        return spread(played, one -> 100 * one.totalRegret() / all);
    }

    /** Experiment by experiment: 1 for a hit. */
    static Spread hits(List<Experiment> played) {
        return spread(played, one -> one.hit() ? 1 : 0);
    }

    private static Spread spread(List<Experiment> played, ToDoubleFunction<Experiment> measure) {
        return Spread.of(played.stream().mapToDouble(measure).toArray());
    }

    private static List<Double> byWeek(
            int weeks, List<Experiment> played, ToDoubleBiFunction<Experiment, Integer> measure) {
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < weeks; i++) {
            int week = i;
            means.add(played.stream()
                    .mapToDouble(one -> measure.applyAsDouble(one, week))
                    .average()
                    .orElseThrow());
        }
        return means;
    }
}
