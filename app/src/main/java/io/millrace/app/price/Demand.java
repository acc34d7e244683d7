package io.millrace.app.price;

import io.millrace.app.price.SalesKnown.Sold;
import io.millrace.learner.bandit.PriceElasticity;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What all sales together say of the demand: those at arms and elsewhere, in whole weeks and in parts, each by its
 * days.
 *
 * @param prices          how many different ones were asked
 * @param referencePrice  mean price of a store-day, at which elasticity and demand are stated
 */
record Demand(int prices, double referencePrice, PriceElasticity elasticity) {

    static Demand of(SalesKnown known) {
        NavigableMap<Double, Sold> byPrice = known.byPrice();
        double[] prices = new double[byPrice.size()];
        double[] days = new double[byPrice.size()];
        double[] units = new double[byPrice.size()];
        double sum = 0;
        double all = 0;
        int at = 0;
        for (Map.Entry<Double, Sold> price : byPrice.entrySet()) {
            prices[at] = price.getKey();
            days[at] = price.getValue().days();
            units[at] = price.getValue().units();
            sum += prices[at] * days[at];
            all += days[at];
            at++;
        }
        double mean = Money.kept(sum / all);
        return new Demand(prices.length, mean, PriceElasticity.estimate(prices, days, units, mean));
    }
}
