package io.millrace.learner;

import io.millrace.runtime.process.ExitCodes;

/** A learner in a process of its own. */
public final class LearnerMain {

    private LearnerMain() {}

    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new LearnerCommand(), arguments));
    }
}
