package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.datasets.Datasets;
import io.millrace.messages.Dataset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset show NAME}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Prints what a dataset is: topics, partitions, offset ranges, hashes, counts; with --json the"
                + " settings of its runs too.")
final class DatasetShowCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the dataset.")
    private String name = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Dataset dataset = place.withDataset(name, bus -> new Datasets(bus).require(name));
        spec.commandLine()
                .getOut()
                .println(json ? RunFolder.json(DatasetText.Shown.of(dataset)) : DatasetText.of(dataset));
        return 0;
    }
}
