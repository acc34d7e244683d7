package io.millrace.monitoring.streams;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the topics that statistics are computed from.
 *
 * @param run  name of the run
 * @param kind what its messages are
 */
record RunTopic(String run, Kind kind) {

    /** What a message is. */
    enum Kind {
        EPISODES,
        UPDATES,
        PROGRESS
    }

    /** Of every run. */
    static final Pattern PATTERN = Pattern.compile("millrace\\.([a-z0-9-]+)\\.(episodes|updates|progress)");

    static RunTopic of(String topic) {
        Matcher name = PATTERN.matcher(topic);
        if (!name.matches()) {
            throw new IllegalArgumentException(topic + " is not a topic of episodes, updates or progress");
        }
        Kind kind =
                switch (name.group(2)) {
                    case "episodes" -> Kind.EPISODES;
                    case "updates" -> Kind.UPDATES;
                    default -> Kind.PROGRESS;
                };
        return new RunTopic(name.group(1), kind);
    }
}
