package io.millrace.app.commands;

import io.millrace.datasets.Datasets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset delete NAME}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes a dataset. Its name stays taken, and what runs recorded stays.")
final class DatasetDeleteCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the dataset.")
    private String name = "";

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return place.withDataset(name, bus -> {
            new Datasets(bus).delete(name);
            spec.commandLine().getOut().println("Deleted dataset \"" + name + "\". What runs recorded stays.");
            return 0;
        });
    }
}
