package io.millrace.runtime.event;

import io.millrace.runtime.worker.UserMistake;

/** A topic exists with another number of partitions than the settings ask for. */
public final class TopicMismatchException extends UserMistake {

    private static final long serialVersionUID = 1L;

    public TopicMismatchException(String topic, int found, int asked) {
        super("Topic " + topic + " has " + found + " partitions, but the settings ask for " + asked
                + ". Lanes would be looked for in the wrong places. Set topics.partitions to " + found
                + ", or choose another run name.");
    }
}
