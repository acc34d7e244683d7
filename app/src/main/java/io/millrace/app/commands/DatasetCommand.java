package io.millrace.app.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace dataset}: named pieces of what runs recorded, and files of it. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = {
            "Recorded experience as named, immutable datasets, and as files: export to Avro and Parquet, import from"
                    + " CSV, Avro and Parquet.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCreateCommand.class,
            DatasetListCommand.class,
            DatasetShowCommand.class,
            DatasetVerifyCommand.class,
            DatasetDeleteCommand.class,
            DatasetExportCommand.class,
            DatasetImportCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  millrace dataset create beginners cart-pole --to 2026-11-23T10:00:00Z",
            "  millrace dataset export beginners --to beginners --format parquet",
            "  millrace dataset import history.csv --as history"
        })
final class DatasetCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
