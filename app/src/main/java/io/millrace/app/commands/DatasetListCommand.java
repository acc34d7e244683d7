package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.datasets.Datasets;
import io.millrace.messages.Dataset;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace dataset list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the datasets of the runs in FOLDER, or those of the cluster that --bootstrap-servers names.")
final class DatasetListCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Dataset> datasets = new ArrayList<>();
        if (place.onCluster()) {
            datasets.addAll(place.withCluster(bus -> new Datasets(bus).all()));
        } else {
            place.keepers()
                    .forEach(keeper -> datasets.addAll(
                            BusAccess.withBusOf(keeper, place.connection(), bus -> new Datasets(bus).all())));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(
                    RunFolder.json(datasets.stream().map(DatasetText.Shown::of).toList()));
        } else if (datasets.isEmpty()) {
            out.println("There are no datasets yet. Make one: millrace dataset create NAME RUN");
        } else {
            datasets.forEach(dataset -> out.println(DatasetText.line(dataset)));
        }
        return 0;
    }
}
