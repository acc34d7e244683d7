package io.millrace.policy.bandit;

/** What a store shows, number by number. */
public final class StoreObservation {

    /** Weeks since the episode began. */
    public static final int WEEK = 0;

    /** The arm that it sells at, or {@link Decision#NONE}. */
    public static final int CURRENT_ARM = 1;

    /** Units sold in the last week; 0 before the first. */
    public static final int UNITS = 2;

    /** Where its past begins: for each price of the past the price, store-days at it, and units sold in them. */
    public static final int HISTORY = 3;

    /** Numbers to a price of the past. */
    public static final int HISTORY_NUMBERS = 3;

    private StoreObservation() {}

    /** Numbers in an observation with so many prices of the past. */
    public static int size(int historyPrices) {
        return HISTORY + historyPrices * HISTORY_NUMBERS;
    }
}
