package io.millrace.app.commands;

import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.worker.UserMistake;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How runs are cut into windows of time. */
final class WindowOptions {

    private static final int LONGEST_SECONDS = 86_400;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Length of a window of statistics; the same for every monitor of a cluster (default:"
                    + " ${DEFAULT-VALUE}).")
    private int seconds;

    /** @throws UserMistake if no window has that length */
    StatisticsSettings settings() {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new UserMistake(
                    "--window is " + seconds + ", but a window lasts 1 to " + LONGEST_SECONDS + " seconds.");
        }
        return StatisticsSettings.ofWindow(Duration.ofSeconds(seconds));
    }
}
