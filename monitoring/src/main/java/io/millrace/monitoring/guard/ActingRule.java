package io.millrace.monitoring.guard;

/** A rule on whose findings the guard acts. */
interface ActingRule extends Rule {

    /** Whether enough for the finding was seen of weights newer than this version. */
    boolean foundAfter(long version);

    /** Whether the trouble began with weights newer than this version. */
    boolean beganAfter(long version);

    /** The weights were replaced: what was seen of the earlier ones says nothing of these. */
    void startOver();
}
