package io.millrace.app.price;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** What time a row of sales stands for. Weeks are those of ISO 8601: from Monday to Sunday. */
enum RowPeriod {
    /** The day of its date. */
    DAILY {
        @Override
        int days(LocalDate date) {
            return 1 << ChronoUnit.DAYS.between(monday(date), date);
        }
    },
    /** All seven days of the week that its date lies in. */
    WEEKLY {
        @Override
        int days(LocalDate date) {
            return StoreWeek.WHOLE;
        }
    };

    /** The days of its week that a row of this date stands for, bit 0 for Monday. */
    abstract int days(LocalDate date);

    /** The Monday of a date's week. */
    static LocalDate monday(LocalDate date) {
        return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
