package io.millrace.app.price;

import java.time.LocalDate;

/**
 * What a store sold in one week at one price: in the whole week, or on some of its days, where the price changed
 * within the week or sales are missing. Amounts of money are to the hundredth.
 *
 * @param week     its Monday
 * @param days     the days, bit 0 for Monday; at least one
 * @param price    of a unit
 * @param unitCost what a unit cost on the last of the days
 * @param units    sold on these days together
 */
record StoreWeek(String store, LocalDate week, int days, double price, double unitCost, int units) {

    /** All seven days. */
    static final int WHOLE = 0b1111111;

    /** How many days. */
    int dayCount() {
        return Integer.bitCount(days);
    }

    /** Whether it is the whole week. */
    boolean whole() {
        return days == WHOLE;
    }

    /** The first of the days. */
    LocalDate firstDay() {
        return week.plusDays(Integer.numberOfTrailingZeros(days));
    }

    /** The last of the days. */
    LocalDate lastDay() {
        return week.plusDays(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(days));
    }
}
