package io.millrace.learner.returns;

/** How a step ended its episode, in the bits that unrolls carry: 0 where the episode went on. */
public final class Ends {

    /** The task itself ended: nothing can be earned after the step. */
    public static final byte TERMINATED = 1;

    /** A limit from outside cut the episode: more could have been earned. */
    public static final byte TRUNCATED = 2;

    private Ends() {}

    /** Whether the step ended its episode at all. */
    public static boolean ended(byte end) {
        return end != 0;
    }

    /** Whether the task ended. A step that also ran into a limit has still ended the task. */
    public static boolean terminated(byte end) {
        return (end & TERMINATED) != 0;
    }

    /** Whether the episode was cut although it could have gone on, so that the value beyond the step counts. */
    public static boolean cut(byte end) {
        return end == TRUNCATED;
    }
}
