package io.millrace.app.price;

import io.millrace.policy.bandit.Arms;
import io.millrace.runtime.settings.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What sales are to a run that prices by them; the section {@code sales} of its settings.
 *
 * @param rows        what a row of a file stands for
 * @param changeLimit largest change of a price from one week to the next, as a share of the price; above 0
 * @param prices      that may be recommended, ascending, each above the unit cost: the arms
 * @param unitCost    what a unit costs, by which the arms' margins are reckoned; not negative
 */
record SalesSettings(RowPeriod rows, double changeLimit, List<Double> prices, double unitCost) {

    /** Name of the section. */
    static final String SECTION = "sales";

    private static final int MOST_PRICES = 1000;

    SalesSettings {
        prices = List.copyOf(prices);
        Settings.require(
                changeLimit > 0 && Double.isFinite(changeLimit), "sales.change-limit", changeLimit, "above 0", "0.1");
        Settings.require(
                prices.size() >= 2 && prices.size() <= MOST_PRICES,
                "sales.prices",
                prices,
                "2 to " + MOST_PRICES + " prices to choose from",
                "[450, 500, 550]");
        Settings.require(
                unitCost >= 0 && Double.isFinite(unitCost), "sales.unit-cost", unitCost, "not negative", "400");
        for (int i = 0; i < prices.size(); i++) {
            Settings.require(
                    prices.get(i) > unitCost && (i == 0 || prices.get(i) > prices.get(i - 1)),
                    "sales.prices",
                    prices,
                    "ascending, each above the unit cost of " + Money.text(unitCost),
                    "[450, 500, 550]");
        }
    }

    /** The arms. */
    Arms arms() {
        return new Arms(prices, prices.stream().map(price -> price - unitCost).toList());
    }

    /** The index of what a sale outside the arms is recorded as: at another price, or not in a whole week. */
    int elsewhere() {
        return prices.size();
    }

    /** The arm of that price; {@link #elsewhere} if there is none. */
    int armAt(double price) {
        int arm = prices.indexOf(price);
        return arm < 0 ? elsewhere() : arm;
    }

    /** Whether a store that asks a price may ask an arm's in the next week. */
    boolean allowed(int arm, double currentPrice, double itsUnitCost) {
        double price = prices.get(arm);
        // A tenth of a hundredth more: a limit of 10 % includes 550 after 500, whatever binary fractions say.
        return price > itsUnitCost && Math.abs(price - currentPrice) <= changeLimit * currentPrice + 0.001;
    }

    /** The allowed arms of a store; null if there are none. */
    byte @Nullable [] mask(double currentPrice, double itsUnitCost) {
        byte[] mask = new byte[prices.size()];
        int allowed = 0;
        for (int arm = 0; arm < mask.length; arm++) {
            mask[arm] = (byte) (allowed(arm, currentPrice, itsUnitCost) ? 1 : 0);
            allowed += mask[arm];
        }
        return allowed == 0 ? null : mask;
    }
}
