package io.millrace.monitoring.guard;

import io.millrace.messages.Statistics;
import io.millrace.monitoring.statistics.StatisticName;
import java.time.Instant;

/**
 * One window of event time, of all weights versions together.
 *
 * @param firstVersion version with which it began
 * @param lastVersion  version with which it ended
 * @param episodes     that ended in it
 * @param meanReturn   of them; NaN if there are none
 * @param deviation    of their returns; NaN if there are none
 * @param entropy      mean over its updates, in nats; NaN if there are none
 */
record Window(
        Instant start,
        Instant end,
        long firstVersion,
        long lastVersion,
        long episodes,
        double meanReturn,
        double deviation,
        double entropy) {

    /** @param versionBefore newest version before the window: its own where nothing was learned in it */
    static Window of(Statistics statistics, long versionBefore) {
        double version = value(statistics, StatisticName.VERSION);
        long last = Double.isNaN(version) ? versionBefore : (long) version;
        double updates = value(statistics, StatisticName.UPDATES);
        return new Window(
                statistics.getWindowStart(),
                statistics.getWindowEnd(),
                Double.isNaN(updates) ? last : last - (long) updates,
                last,
                statistics.getEpisodes(),
                value(statistics, StatisticName.RETURN + "mean"),
                value(statistics, StatisticName.RETURN + "deviation"),
                value(statistics, StatisticName.ENTROPY));
    }

    /** Standard error of the mean return. */
    double standardError() {
        return deviation / Math.sqrt((double) episodes);
    }

    private static double value(Statistics statistics, String name) {
        return statistics.getValues().getOrDefault(name, Double.NaN);
    }
}
