package io.millrace.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * How runs are cut into windows of event time, which follow one another without a gap from the epoch on.
 *
 * @param window length of a window, in whole milliseconds; above zero
 * @param grace  how long a window is kept open after its end and after the last record for it; not negative
 * @param ahead  how far ahead of the clock a record's event time may be; not negative
 */
public record StatisticsSettings(Duration window, Duration grace, Duration ahead) {

    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration AHEAD = Duration.ofHours(1);

    public StatisticsSettings {
        if (window.toMillis() < 1 || grace.isNegative() || ahead.isNegative()) {
            throw new IllegalArgumentException("Windows of " + window + " with a grace of " + grace + " and " + ahead
                    + " ahead cannot be: a window lasts at least a millisecond, and the others are not negative.");
        }
    }

    /** Windows of that length, with five minutes' grace and at most an hour ahead. */
    public static StatisticsSettings ofWindow(Duration window) {
        return new StatisticsSettings(window, GRACE, AHEAD);
    }

    /** Start of the window that an event time lies in. */
    public Instant startOf(Instant time) {
        return Instant.ofEpochMilli(windowStart(time));
    }

    /** Start of the window that an event time lies in, in milliseconds of the epoch. */
    long windowStart(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), window.toMillis()) * window.toMillis();
    }
}
