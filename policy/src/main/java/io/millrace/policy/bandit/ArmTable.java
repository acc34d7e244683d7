package io.millrace.policy.bandit;

import io.millrace.policy.parameters.NamedShape;
import io.millrace.policy.parameters.ParameterLayout;
import java.util.List;

/**
 * Where the statistics of a run's arms lie in its parameters: for each market how many batches were taken in,
 * then for each market and arm five numbers, then for each market what its history said. A lane sells in market
 * lane modulo markets: with as many markets as lanes each learns for itself, with one all share what they see.
 *
 * <p>Counts are exact up to 2²⁴ store-weeks of an arm.
 *
 * @param markets that are learned apart; at least 1
 * @param arms    the same in every market
 * @param history distinct prices of the past that a market may know of beside its arms; not negative
 */
public record ArmTable(int markets, Arms arms, int history) implements ParameterLayout {

    /** Numbers to an arm: count, mean of units, sum of squared deviations, estimate, spread. */
    static final int ARM_NUMBERS = 5;

    /** Numbers to a price of the past: price, store-days, units. */
    static final int HISTORY_NUMBERS = 3;

    public ArmTable {
        if (markets < 1 || history < 0) {
            throw new IllegalArgumentException(markets + " markets with " + history
                    + " prices of the past cannot be: there is at least 1 market, and no less than no past.");
        }
    }

    /** The market that a lane sells in. */
    public int marketOf(long lane) {
        return (int) (lane % markets);
    }

    /** A market of these parameters, which are written to and read from in place. */
    public Market market(float[] parameters, int market) {
        return new Market(this, parameters, market);
    }

    @Override
    public List<NamedShape> namedShapes() {
        NamedShape batches = new NamedShape("batches", List.of(markets), 0);
        NamedShape perArm = new NamedShape("arms", List.of(markets, arms.count(), ARM_NUMBERS), armsAt(0));
        return history == 0
                ? List.of(batches, perArm)
                : List.of(
                        batches,
                        perArm,
                        new NamedShape("history", List.of(markets, history, HISTORY_NUMBERS), historyAt(0)));
    }

    @Override
    public int parameterCount() {
        return historyAt(markets);
    }

    int armsAt(int market) {
        return markets + market * arms.count() * ARM_NUMBERS;
    }

    int historyAt(int market) {
        return armsAt(markets) + market * history * HISTORY_NUMBERS;
    }
}
