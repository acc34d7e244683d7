package io.millrace.app.commands;

import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.worker.UserMistake;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How runs are cut into windows of time. */
final class WindowOptions {

    private static final double SHORTEST_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 86_400;
    private static final double MILLIS = 1000;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Length of a window of statistics; the same for every monitor of a cluster (default:"
                    + " ${DEFAULT-VALUE}).")
    private double seconds;

    /** @throws UserMistake if no window has that length */
    StatisticsSettings settings() {
        if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
            throw new UserMistake("--window is " + seconds + ", but a window lasts " + SHORTEST_SECONDS + " to "
                    + LONGEST_SECONDS + " seconds. Leave it out for 10.");
        }
        return StatisticsSettings.ofWindow(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }
}
