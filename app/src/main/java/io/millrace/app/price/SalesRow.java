package io.millrace.app.price;

import java.time.LocalDate;

/**
 * One line of a sales file, checked by itself.
 *
 * @param store    name, not empty
 * @param price    of a unit; above the cost
 * @param units    sold; not negative
 * @param unitCost what a unit cost; not negative
 * @param line     where it stands in the file, from 1
 */
record SalesRow(String store, LocalDate date, double price, int units, double unitCost, long line) {

    /** Whether two rows say the same of the same sale. */
    boolean says(SalesRow other) {
        return price == other.price && units == other.units && unitCost == other.unitCost;
    }
}
