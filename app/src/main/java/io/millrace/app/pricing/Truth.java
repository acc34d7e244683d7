package io.millrace.app.pricing;

import io.millrace.env.environments.DemandCurve;
import io.millrace.env.environments.Pricing;
import java.util.List;

/**
 * What a market gives in truth, which no rule is told.
 *
 * @param profits expected profit of a store-week at each arm
 * @param best    the first arm of the greatest one
 * @param optimal the arms whose profit is above 99 % of the greatest, ascending
 */
record Truth(List<Double> profits, int best, List<Integer> optimal) {

    Truth {
        profits = List.copyOf(profits);
        optimal = List.copyOf(optimal);
    }

    static Truth of(Pricing.Parameters market) {
        DemandCurve curve = market.curve();
        List<Double> prices = market.priceOfArms();
        return new Truth(
                prices.stream()
                        .map(price -> market.daysPerWeek() * curve.profit(price))
                        .toList(),
                curve.bestArm(prices),
                curve.optimalArms(prices));
    }

    /** The greatest expected profit of a store-week. */
    double most() {
        return profits.get(best);
    }

    /** What a store-week at an arm is expected to earn less than at the best. */
    double lost(int arm) {
        return most() - profits.get(arm);
    }
}
