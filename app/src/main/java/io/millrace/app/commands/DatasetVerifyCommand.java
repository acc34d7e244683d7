package io.millrace.app.commands;

import io.millrace.datasets.DatasetCheck;
import io.millrace.datasets.Datasets;
import io.millrace.datasets.RecordDefect;
import io.millrace.messages.Dataset;
import io.millrace.runtime.event.Bus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset verify NAME}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads a dataset again and compares it with what it was when it was made. Exits with 1 and says"
                + " where, if something differs or is gone.")
final class DatasetVerifyCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the dataset.")
    private String name = "";

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Mixin
    private DatasetProgress progress = new DatasetProgress(false);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return place.withDataset(name, this::verify);
    }

    private int verify(Bus bus) {
        Dataset dataset = new Datasets(bus).require(name);
        try {
            var unused = progress.show(spec.commandLine().getErr(), "comparing", watcher -> {
                new DatasetCheck(bus, watcher).verify(dataset);
                return true;
            });
        } catch (RecordDefect difference) {
            spec.commandLine().getErr().println(difference.getMessage());
            return 1;
        }
        spec.commandLine()
                .getOut()
                .println("Dataset \"" + name + "\" is what it was: " + dataset.getSteps() + " steps in "
                        + dataset.getUnrolls() + " unrolls, SHA-256 " + dataset.getSha256());
        return 0;
    }
}
