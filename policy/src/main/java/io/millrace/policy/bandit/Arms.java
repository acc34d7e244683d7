package io.millrace.policy.bandit;

import java.util.List;

/**
 * What there is to choose from.
 *
 * @param prices  of a unit at each arm, ascending
 * @param margins what a sold unit earns at each arm: the reward of a week is margin x units
 */
public record Arms(List<Double> prices, List<Double> margins) {

    public Arms {
        prices = List.copyOf(prices);
        margins = List.copyOf(margins);
        if (prices.isEmpty() || prices.size() != margins.size()) {
            throw new IllegalArgumentException(prices.size() + " prices and " + margins.size()
                    + " margins were given. Give one of each for every arm, and at least one arm.");
        }
        for (int i = 0; i < prices.size(); i++) {
            if (!(Double.isFinite(prices.get(i)) && (i == 0 || prices.get(i) > prices.get(i - 1)))) {
                throw new IllegalArgumentException(
                        "The prices of the arms are " + prices + ". Give finite numbers in ascending order.");
            }
            if (!(Double.isFinite(margins.get(i)) && margins.get(i) > 0)) {
                throw new IllegalArgumentException("Arm " + i + ", at price " + prices.get(i) + ", earns "
                        + margins.get(i) + " a unit. Leave out arms that earn nothing.");
            }
        }
    }

    /** How many there are. */
    public int count() {
        return prices.size();
    }

    /** Of a unit at an arm. */
    public double price(int arm) {
        return prices.get(arm);
    }

    /** What a sold unit earns at an arm. */
    public double margin(int arm) {
        return margins.get(arm);
    }
}
