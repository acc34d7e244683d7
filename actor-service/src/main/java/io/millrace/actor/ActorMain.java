package io.millrace.actor;

import io.millrace.runtime.process.ExitCodes;
import picocli.CommandLine.Model.CommandSpec;

/** An actor in a process of its own. */
public final class ActorMain {

    private ActorMain() {}

    public static void main(String[] arguments) {
        System.exit(ExitCodes.run(command(), arguments));
    }

    /** Under the name by which a user starts it: the launch script takes this main for {@code millrace actor}. */
    static CommandSpec command() {
        return CommandSpec.forAnnotatedObject(new ActorCommand()).name("millrace actor");
    }
}
