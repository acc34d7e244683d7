package io.millrace.runtime.run;

import io.millrace.messages.Run;
import io.millrace.runtime.settings.Settings;
import io.millrace.schemas.Retention;
import java.time.Duration;

/**
 * How a run's topics are cut and kept; the section {@code topics} of its settings.
 *
 * @param partitions    of each topic that is keyed by lane; at least 1
 * @param keepFor       age from which on the recorded experience may go; zero keeps it for ever
 * @param keepMegabytes size from which on the oldest experience may go, of each recorded topic, all its partitions
 *                      together, in MiB; 0 for no limit
 */
public record TopicSettings(int partitions, Duration keepFor, long keepMegabytes) {

    private static final String SECTION = "topics";
    private static final long BYTES_PER_MEGABYTE = 1L << 20;

    public TopicSettings {
        Settings.require(partitions >= 1, "topics.partitions", partitions, "at least 1", "2");
        requireKept(keepFor, keepMegabytes, "topics.keep-for", "topics.keep-megabytes");
    }

    /** The retention of these settings. */
    public Retention retention() {
        return retention(keepFor, keepMegabytes);
    }

    /** What is kept for so long, and up to so many MiB; zero for no limit. */
    public static Retention retention(Duration keepFor, long megabytes) {
        return new Retention(keepFor, megabytes * BYTES_PER_MEGABYTE);
    }

    /**
     * Holds what is to be kept to what a log can do.
     *
     * @param forName       what the time is called in messages
     * @param megabytesName what the size is called in messages
     */
    public static void requireKept(Duration keepFor, long megabytes, String forName, String megabytesName) {
        Settings.require(
                keepFor.isZero() || keepFor.compareTo(Duration.ofSeconds(1)) >= 0,
                forName,
                keepFor,
                "1 s or more, or 0s for ever",
                "30d");
        Settings.require(
                megabytes >= 0 && megabytes <= Long.MAX_VALUE / BYTES_PER_MEGABYTE,
                megabytesName,
                megabytes,
                "0 for no limit, or more",
                "4096");
    }

    /** How the experience of a run is kept that was registered with these settings: for ever, if they do not say. */
    static Retention retentionOf(Run run) {
        Settings settings =
                LaterSettings.completed(Settings.parse(run.getSettings(), "the settings of " + run.getRun()));
        return settings.has(SECTION + ".keep-for")
                ? settings.bind(SECTION, TopicSettings.class).retention()
                : Retention.FOR_EVER;
    }
}
