package io.millrace.app.commands;

import io.millrace.app.broker.BrokerCompilation;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SourceFolders;
import io.millrace.app.run.Summary;
import io.millrace.app.run.SummaryText;
import io.millrace.learner.LearnerSettings;
import io.millrace.monitoring.MonitorService;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.process.MetricsOptions;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace local FILE}. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs everything in this process: environments, actors, learner and a real Kafka broker.",
            "Everything recorded is kept in FOLDER/RUN. The same command goes on where it was stopped. At the end the"
                    + " greedy policy is judged and a summary is written."
        },
        footer = {
            "",
            "Examples:",
            "  millrace local examples/allocation.yaml",
            "  millrace local examples/cart-pole.yaml --set seed=2 --set run=cart-pole-2",
            "  millrace local examples/cart-pole.yaml --bus memory --json"
        })
final class LocalCommand implements Callable<Integer> {

    private static final long MEMORY_BYTES_PER_TOPIC = 128L * 1024 * 1024;

    /** What carries the messages. */
    enum BusKind {
        KAFKA,
        MEMORY
    }

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(
            names = "--bus",
            defaultValue = "kafka",
            description = "kafka: an embedded broker, or the one that --bootstrap-servers names. memory: none, and"
                    + " nothing is recorded (default: ${DEFAULT-VALUE}).")
    private BusKind bus = BusKind.KAFKA;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the embedded broker on loopback; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--actors",
            paramLabel = "N",
            defaultValue = "1",
            description = "Actors in this process (default: ${DEFAULT-VALUE}).")
    private int actors;

    @Option(names = "--fresh", description = "Delete what was recorded under this run's name, and begin anew.")
    private boolean fresh;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Mixin
    private WindowOptions window = new WindowOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private MetricsOptions metrics = new MetricsOptions();

    @Mixin
    private LiveOptions live = new LiveOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> variables;
    private final boolean terminal;

    /**
     * @param variables the process environment
     * @param terminal  whether a person watches
     */
    LocalCommand(Map<String, String> variables, boolean terminal) {
        this.variables = variables;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        long started = System.nanoTime();
        RunFile file = settings.read(variables);
        file.requireEngine();
        file.requireRoom();
        var unusedWindow = window.settings(MonitorService.SHORT_WINDOW);
        requireSense(file);
        RunFolder folder = claimFolder(file);
        file.remark().ifPresent(this::say);
        Optional<Summary> summary;
        LocalLog log = LocalLog.writeTo(folder.log());
        try {
            summary = run(file, folder, started);
        } finally {
            log.close();
        }
        if (summary.isEmpty()) {
            say("Stopped before the end. The same command goes on from here.");
            return 1;
        }
        folder.write(summary.get());
        spec.commandLine()
                .getOut()
                .println(json ? RunFolder.json(summary.get()) : SummaryText.of(summary.get(), folder));
        return 0;
    }

    private void requireSense(RunFile file) {
        if (actors < 1) {
            throw new UserMistake("--actors is " + actors + ", but at least 1 has to act.");
        }
        BrokerCommand.requirePort(kafkaPort);
        var unused = live.settings();
        if (bus == BusKind.MEMORY && connection.given()) {
            throw new UserMistake("--bus memory and --bootstrap-servers were both given, but messages go one way only."
                    + " Leave out one of them.");
        }
        RunFolder folder = new RunFolder(data, file.shared().run());
        if (!file.sources().isEmpty() && !connection.given()) {
            requireRecorded(file);
        }
        if (!file.initFrom().isEmpty() && !connection.given() && !goesOn(folder)) {
            requireForerunner(folder.sibling(file.initFrom()));
        }
        if (fresh) {
            requireForgettable(folder);
        }
    }

    /** Whether weights of its own are there: then it needs no other run's. */
    private boolean goesOn(RunFolder folder) {
        return bus == BusKind.KAFKA && !fresh && folder.checkpoint().isPresent();
    }

    private void requireForerunner(RunFolder forerunner) {
        if (!Files.isDirectory(forerunner.path())) {
            List<String> there =
                    RunFolder.all(data).stream().map(RunFolder::run).toList();
            throw new UserMistake("policy.init-from is " + forerunner.run() + ", but there is no such run in " + data
                    + ", whose weights this one could begin with. Let that one learn first, with the same --data, or"
                    + " name another. Runs there are: " + (there.isEmpty() ? "none" : String.join(", ", there)) + ".");
        }
    }

    private void requireRecorded(RunFile file) {
        if (bus == BusKind.MEMORY) {
            throw new UserMistake(
                    "--bus memory holds nothing that " + file.sources().get(0) + " recorded, so run \""
                            + file.shared().run() + "\" cannot learn from it there. Leave --bus out.");
        }
        var unused = new SourceFolders(data).keeper(file.sources());
    }

    /** A log that others share is not deleted with one of them. */
    private void requireForgettable(RunFolder folder) {
        if (!folder.guests().isEmpty()) {
            throw new UserMistake("--fresh would delete the log of run \"" + folder.run() + "\", and with it that of "
                    + String.join(", ", folder.guests()) + ", which learned from it and lies in the same place. Delete"
                    + " their folders in " + data + " first, or choose another name with --set run=NAME.");
        }
        if (!folder.keeper().run().equals(folder.run())) {
            throw new UserMistake("--fresh cannot delete the log of run \"" + folder.run()
                    + "\" alone: it lies with that"
                    + " of run \"" + folder.keeper().run() + "\", from which it learned. Choose another name with --set"
                    + " run=NAME.");
        }
    }

    private RunFolder claimFolder(RunFile file) {
        RunFolder folder = new RunFolder(data, file.shared().run());
        if (fresh) {
            String running = EmbeddedBroker.runningOn(folder.brokerData());
            if (running != null) {
                throw new UserMistake("Run \"" + folder.run() + "\" is being used by another process; it cannot be"
                        + " deleted now.");
            }
            folder.forget();
        }
        folder.claim(file.settings());
        return folder;
    }

    private Optional<Summary> run(RunFile file, RunFolder folder, long started) {
        if (bus == BusKind.MEMORY) {
            folder.claimBus("memory");
            MemoryBus memory = new MemoryBus(MEMORY_BYTES_PER_TOPIC);
            return learn(file, folder, () -> memory, "memory", started);
        }
        if (connection.given()) {
            folder.claimBus(connection.connection().bootstrapServers());
            return learn(file, folder, () -> new KafkaBus(connection.connection()), "kafka", started);
        }
        if (!file.sources().isEmpty()) {
            RunFolder keeper = new SourceFolders(data).keeper(file.sources());
            folder.claimBrokerOf(keeper);
            return GuestBroker.with(
                    keeper, connection, kafkaPort, this::say, buses -> learn(file, folder, buses, "kafka", started));
        }
        folder.claimBus("kafka");
        BrokerCompilation.leaveTheProcessorsToTheRun();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.brokerData(), kafkaPort, Map.of())) {
            say("Kafka broker on " + broker.address() + ", data in " + folder.brokerData());
            return learn(file, folder, () -> new KafkaBus(connection.connection(broker.address())), "kafka", started);
        }
    }

    private Optional<Summary> learn(RunFile file, RunFolder folder, Supplier<Bus> buses, String busName, long started) {
        Duration usual = connection.given() ? MonitorService.WINDOW : MonitorService.SHORT_WINDOW;
        LocalRun run = new LocalRun(
                file,
                folder,
                actors,
                buses,
                metrics.settings(),
                window.settings(usual),
                live.settings().orElse(null),
                this::say);
        StopHook hook = StopHook.calling(run::stop);
        try {
            long steps = file.settings().bind("learner", LearnerSettings.class).steps();
            return run.learn(new ProgressLine(spec.commandLine().getErr(), steps, terminal), started, busName);
        } finally {
            hook.forget();
        }
    }

    private void say(String words) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }
}
