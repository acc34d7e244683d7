package io.millrace.runtime.run;

import io.millrace.schemas.Topics;

/**
 * The names under which the services of a run read its path, and tell how far they are: the one place that knows them.
 * All begin with the name of the topic that is read.
 */
public final class ReaderGroups {

    private ReaderGroups() {}

    /** The actors of a run, which share its observations. */
    public static String actors(Topics topics) {
        return topics.observations().name() + ".actors";
    }

    /** The env-services of a run, which share its actions. */
    public static String environments(Topics topics) {
        return topics.actions().name() + ".lanes";
    }

    /** The learner of another run, which follows this one's transitions as they come. */
    public static String follower(Topics followed, String run) {
        return followed.transitions().name() + ".follower." + run;
    }

    /** The learner of a run, which reads its transitions. One that learns from another run's record tells nothing of it. */
    public static String learner(Topics topics) {
        return topics.transitions().name() + ".learner";
    }
}
