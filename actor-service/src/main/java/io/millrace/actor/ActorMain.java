package io.millrace.actor;

import io.millrace.runtime.process.ExitCodes;

/** An actor in a process of its own. */
public final class ActorMain {

    private ActorMain() {}

    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(new ActorCommand(), arguments));
    }
}
