package io.millrace.monitoring.statistics;

import io.millrace.messages.Episode;
import io.millrace.messages.Progress;
import io.millrace.messages.Update;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says of a message why it cannot be counted, in words for the quarantine; null where it can. */
public final class Countable {

    /** Squares of what is less are still numbers. */
    private static final double GREATEST = 1e150;

    private static final int LONGEST_NAME = 200;

    private final StatisticsSettings settings;

    public Countable(StatisticsSettings settings) {
        this.settings = settings;
    }

    /**
     * Why an episode cannot be counted.
     *
     * @param now by the clock of who counts
     */
    public @Nullable String whyNot(Episode episode, Instant now) {
        if (!(Math.abs(episode.getReturn$()) <= GREATEST)) {
            return "Its return is " + episode.getReturn$() + ", and statistics need a number within +-" + GREATEST
                    + ". Look at the rewards of the environment.";
        }
        if (episode.getLength() < 0) {
            return "Its length is " + episode.getLength() + " steps, and none is shorter than 0.";
        }
        for (String name : episode.getFigures().keySet()) {
            if (name.length() > LONGEST_NAME) {
                return "It has a figure whose name has " + name.length() + " letters; " + LONGEST_NAME
                        + " is the limit.";
            }
        }
        return whyNot(episode.getEndedAt(), now);
    }

    /**
     * Why an update cannot be counted.
     *
     * @param now by the clock of who counts
     */
    public @Nullable String whyNot(Update update, Instant now) {
        return whyNot(update.getUpdatedAt(), now);
    }

    /**
     * Why a report of progress cannot be counted.
     *
     * @param now by the clock of who counts
     */
    public @Nullable String whyNot(Progress progress, Instant now) {
        return whyNot(progress.getReportedAt(), now);
    }

    private @Nullable String whyNot(Instant eventTime, Instant now) {
        if (eventTime.isBefore(Instant.EPOCH)) {
            return "Its event time is " + eventTime + ", before there were any runs. Set the clock of the machine that"
                    + " wrote it.";
        }
        if (eventTime.isAfter(now.plus(settings.ahead()))) {
            return "Its event time is " + eventTime + ", more than "
                    + settings.ahead().toMinutes() + " minutes ahead of " + now
                    + ", the time here. Set the clock of the machine that wrote it.";
        }
        return null;
    }
}
