package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecordBase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace tail RUN TOPIC}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the last messages of a topic as JSON, one to a line.",
            "Reads the log in FOLDER/RUN, also while a local run is at work on it, or the cluster that"
                    + " --bootstrap-servers names."
        },
        footer = {
            "",
            "Examples:",
            "  millrace tail cart-pole episodes",
            "  millrace tail cart-pole updates -n 1000 | jq .entropy",
            "  millrace tail cart-pole annotations",
            "  millrace tail cart-pole quarantine"
        })
final class TailCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Parameters(
            index = "1",
            paramLabel = "TOPIC",
            description = "observations, actions, transitions, episodes, weights, updates, progress, statistics,"
                    + " commands, annotations or quarantine.")
    private String topic = "";

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Messages to print of each partition (default: ${DEFAULT-VALUE}).")
    private long last;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what comes, until interrupted.")
    private boolean follow;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "8",
            description = "Numbers to show of each tensor (default: ${DEFAULT-VALUE}).")
    private int numbers;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (last < 0 || numbers < 0) {
            throw new UserMistake("--last and --bytes say how much to print, so they are 0 or more.");
        }
        return BusAccess.withBusOf(new RunFolder(data, run), connection, this::print);
    }

    private int print(Bus bus) {
        Run registered = new RunRegistry(bus).await(run, Duration.ofSeconds(5));
        Topics topics = new Topics(registered.getRun(), registered.getPartitions());
        Topic<?> wanted = topics.named(topic)
                .orElseThrow(() -> new UserMistake("There is no topic \"" + topic
                        + "\". Topics of a run: "
                        + String.join(
                                ", ",
                                topics.all().stream()
                                        .map(there -> there.name()
                                                .substring(there.name().lastIndexOf('.') + 1))
                                        .toList())
                        + "."));
        print(bus, wanted);
        return 0;
    }

    private <V extends SpecificRecordBase> void print(Bus bus, Topic<V> wanted) {
        PrintWriter out = spec.commandLine().getOut();
        List<Long> ends = bus.ends(wanted);
        List<Long> from = new ArrayList<>();
        ends.forEach(end -> from.add(Math.max(0, end - last)));
        MessageJson json = new MessageJson(numbers);
        try (EventSource<V> source = bus.reader(
                wanted,
                from,
                (name, partition, offset, key, value, reason) ->
                        out.println(json.undecodable(partition, offset, reason)))) {
            while (follow || behind(source, ends)) {
                for (Event<V> event : source.poll(POLL)) {
                    out.println(json.of(event));
                }
                out.flush();
            }
        }
    }

    private static boolean behind(EventSource<?> source, List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (source.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }
}
