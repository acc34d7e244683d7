package io.millrace.policy.bandit;

/**
 * Where the numbers of a store's observation stand, counted from its beginning: {@link #WEEK}, {@link #ARM},
 * {@link #UNITS}, then for each price of the history, in ascending order, its price, the store-days at it and
 * the units sold in them. Environment and learner read the places from here, so that both mean the same.
 */
public final class StoreObservation {

    /** Weeks that are over: 0 before the first decision. */
    public static final int WEEK = 0;

    /** The arm of the last week, which is the current price; {@link #NO_ARM} before the first decision. */
    public static final int ARM = 1;

    /** Units sold in the last week; 0 before the first decision. */
    public static final int UNITS = 2;

    /** What stands at {@link #ARM} where no price was set yet. */
    public static final int NO_ARM = -1;

    private static final int HISTORY = 3;
    private static final int PER_PRICE = 3;

    private StoreObservation() {}

    /** Numbers in an observation whose history has so many distinct prices. */
    public static int size(int historyPrices) {
        return HISTORY + PER_PRICE * historyPrices;
    }

    /**
     * How many distinct prices the history of an observation of this size has.
     *
     * @throws IllegalArgumentException if no observation of a store is of this size
     */
    public static int historyPrices(int size) {
        if (size < HISTORY || (size - HISTORY) % PER_PRICE != 0) {
            throw new IllegalArgumentException("An observation of " + size + " numbers is not that of a store: it has "
                    + HISTORY + " and " + PER_PRICE + " more for each price of its history. Use the rules of"
                    + " io.millrace.policy.bandit with an environment that shows stores, such as pricing.");
        }
        return (size - HISTORY) / PER_PRICE;
    }

    /** Where price number {@code i} of the history stands. */
    public static int historyPrice(int i) {
        return HISTORY + PER_PRICE * i;
    }

    /** Where the store-days at price number {@code i} of the history stand. */
    public static int historyDays(int i) {
        return historyPrice(i) + 1;
    }

    /** Where the units sold at price number {@code i} of the history stand. */
    public static int historyUnits(int i) {
        return historyPrice(i) + 2;
    }
}
