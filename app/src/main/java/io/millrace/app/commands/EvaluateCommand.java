package io.millrace.app.commands;

import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.app.evaluation.PlanComparison;
import io.millrace.app.evaluation.PlanText;
import io.millrace.app.price.SalesRun;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SummaryText;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.messages.Run;
import io.millrace.policy.Policy;
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
import java.util.ArrayList;
import java.util.List;
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
            "Where an episode is a plan, as in land-use, also prints the policy's plan step by step, beside those of a"
                    + " search that looks one step ahead and of random actions.",
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

    @Option(
            names = "--plans",
            paramLabel = "N",
            description = "Episodes over which plans are compared, where an episode is a plan (default:"
                    + " ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int plans = 10;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the environment to play in instead, such as"
                    + " environment.targets.kind=evaluation. May be repeated.")
    private List<String> overrides = new ArrayList<>();

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
        if (plans < 1) {
            throw new UserMistake("--plans is " + plans + ", but at least 1 has to be compared.");
        }
        Judged judged = connection.given() ? onCluster() : inFolder();
        spec.commandLine().getOut().println(json ? judged.json() : judged.words());
        return 0;
    }

    /** An evaluation, and plans where there are any. */
    private record Judged(Evaluation evaluation, @Nullable PlanComparison plans) {

        String json() {
            return RunFolder.json(plans == null ? evaluation : this);
        }

        String words() {
            String earned = SummaryText.of(evaluation);
            return plans == null ? earned : earned + System.lineSeparator() + PlanText.of(plans);
        }
    }

    private Judged inFolder() {
        RunFolder folder = new RunFolder(data, run);
        RunFile file = played(folder.settings());
        PublishedWeights weights = folder.weights()
                .orElseThrow(() ->
                        new UserMistake("Run \"" + run + "\" has no checkpoint yet. Let it learn for a while first."));
        return evaluate(file, file.toRun(Instant.now()), weights);
    }

    private RunFile played(Settings settings) {
        if (SalesRun.describedBy(settings)) {
            throw new UserMistake("Run \"" + run + "\" prices by sales, so there is no environment to play in. What"
                    + " another rule would have earned: millrace off-policy " + run + " --rule NAME.");
        }
        return RunFile.of(settings);
    }

    private Judged onCluster() {
        try (Bus bus = new KafkaBus(connection.connection())) {
            Run registered = new RunRegistry(bus).await(run, Duration.ofSeconds(5));
            RunFile file = played(Settings.parse(registered.getSettings(), "the settings of run " + run));
            return evaluate(file, registered, newestWeights(bus, registered));
        }
    }

    private PublishedWeights newestWeights(Bus bus, Run registered) {
        Topics topics = new Topics(registered.getRun(), registered.getPartitions());
        long end = bus.ends(topics.weights()).get(0);
        var source = bus.reader(topics.weights(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
            throw new UserMistake("The weights of run \"" + run + "\" cannot be used: " + reason);
        });
        try (WeightsFollower weights = new WeightsFollower(source, RunPolicy.layout(registered))) {
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

    private Judged evaluate(RunFile file, Run registered, PublishedWeights weights) {
        EnvironmentParameters environment = environment(file);
        Policy policy = RunPolicy.policy(registered);
        long from = seed == null ? registered.getSeed() : seed;
        Evaluation evaluation = new Evaluator(environment, policy, from)
                .evaluate(weights, episodes == null ? file.evaluation().episodes() : episodes);
        return new Judged(
                evaluation, PlanComparison.of(environment, policy, from, plans).orElse(null));
    }

    private EnvironmentParameters environment(RunFile file) {
        EnvironmentParameters learned = file.environment();
        EnvironmentParameters played = file.withEnvironment(overrides);
        Environment.Description before = learned.create().description();
        Environment.Description after = played.create().description();
        if (before.observationSize() != after.observationSize()
                || !before.actionSpace().equals(after.actionSpace())) {
            throw new UserMistake("With " + String.join(", ", overrides) + " an observation has "
                    + after.observationSize() + " numbers and an action is " + after.actionSpace() + ", but run \""
                    + run
                    + "\" learned from " + before.observationSize() + " numbers and " + before.actionSpace()
                    + ". Set only what leaves both as they are.");
        }
        return played;
    }
}
