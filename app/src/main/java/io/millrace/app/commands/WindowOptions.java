package io.millrace.app.commands;

import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.worker.UserMistake;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How runs are cut into windows of time. */
final class WindowOptions {

    private static final double SHORTEST_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 86_400;
    private static final double MILLIS = 1000;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            description = "Length of a window of statistics; the same for all who watch runs on one cluster (default:"
                    + " 10 on a cluster, 2 where a run has a broker of its own or none).")
    private @Nullable Double seconds;

    /**
     * @param usual where nobody asks for another length
     * @throws UserMistake if no window has the length asked for
     */
    StatisticsSettings settings(Duration usual) {
        if (seconds == null) {
            return StatisticsSettings.ofWindow(usual);
        }
        if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
            throw new UserMistake("--window is " + seconds + ", but a window lasts " + SHORTEST_SECONDS + " to "
                    + LONGEST_SECONDS + " seconds.");
        }
        return StatisticsSettings.ofWindow(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }
}
