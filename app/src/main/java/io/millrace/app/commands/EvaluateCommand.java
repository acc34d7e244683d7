package io.millrace.app.commands;

import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SummaryText;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace evaluate RUN}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Plays episodes with the greedy policy of a run's newest weights, and prints the mean return, its 95 %%"
                    + " interval and the distance to the optimum where it is known.",
            "Reads the last checkpoint in FOLDER/RUN, or the weights topic of the cluster that --bootstrap-servers"
                    + " names."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final Duration WEIGHTS_DEADLINE = Duration.ofSeconds(30);

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(
            names = "--episodes",
            paramLabel = "N",
            description = "Episodes to play (default: as the run's settings say).")
    private @Nullable Integer episodes;

    @Option(names = "--seed", description = "Seed of the episodes (default: the run's).")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (episodes != null && episodes < 1) {
            throw new UserMistake("--episodes is " + episodes + ", but at least 1 has to be played.");
        }
        Evaluation evaluation = connection.given() ? onCluster() : inFolder();
        spec.commandLine().getOut().println(json ? RunFolder.json(evaluation) : SummaryText.of(evaluation));
        return 0;
    }

    private Evaluation inFolder() {
        RunFolder folder = new RunFolder(data, run);
        RunFile file = RunFile.of(folder.settings());
        PublishedWeights weights = folder.weights()
                .orElseThrow(() ->
                        new UserMistake("Run \"" + run + "\" has no checkpoint yet. Let it learn for a while first."));
        return evaluate(file, file.toRun(Instant.now()), weights);
    }

    private Evaluation onCluster() {
        try (Bus bus = new KafkaBus(connection.connection())) {
            Run registered = new RunRegistry(bus).await(run, Duration.ofSeconds(5));
            RunFile file = RunFile.of(Settings.parse(registered.getSettings(), "the settings of run " + run));
            return evaluate(file, registered, newestWeights(bus, registered));
        }
    }

    private PublishedWeights newestWeights(Bus bus, Run registered) {
        Topics topics = new Topics(registered.getRun(), registered.getPartitions());
        long end = bus.ends(topics.weights()).get(0);
        var source = bus.reader(topics.weights(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
            throw new UserMistake("The weights of run \"" + run + "\" cannot be used: " + reason);
        });
        try (WeightsFollower weights = new WeightsFollower(source, RunPolicy.shape(registered))) {
            long deadline = System.nanoTime() + WEIGHTS_DEADLINE.toNanos();
            while (source.position(0) < end && System.nanoTime() < deadline) {
                var unused = weights.follow(Duration.ofMillis(200));
            }
            PublishedWeights newest = weights.newest();
            if (newest == null) {
                throw new UserMistake("Run \"" + run + "\" has no weights yet. Start its learner first.");
            }
            return newest;
        }
    }

    private Evaluation evaluate(RunFile file, Run registered, PublishedWeights weights) {
        return new Evaluator(
                        file.environment(), RunPolicy.policy(registered), seed == null ? registered.getSeed() : seed)
                .evaluate(weights, episodes == null ? file.evaluation().episodes() : episodes);
    }
}
