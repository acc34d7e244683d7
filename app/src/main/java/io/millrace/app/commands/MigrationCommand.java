package io.millrace.app.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace migration}: what can be done about regional labour migration beside learning. */
@Command(
        name = "migration",
        mixinStandardHelpOptions = true,
        description = {
            "Regional labour migration: what environment migration needs to know about regions.",
            "The environment itself is learned like any other, with millrace local.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = EstimateCommand.class,
        footer = {"", "Begin here: millrace migration estimate --help"})
final class MigrationCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
