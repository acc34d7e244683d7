package io.millrace.app.commands;

import io.millrace.app.evaluation.ControlPicture;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.app.evaluation.Evaluator.Judgement;
import io.millrace.app.evaluation.PlanComparison;
import io.millrace.app.evaluation.Played;
import io.millrace.app.price.SalesRun;
import io.millrace.app.run.FolderWeights;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SettingsText;
import io.millrace.app.steering.SteeringComparison;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Migration;
import io.millrace.env.environments.OptimalControl;
import io.millrace.messages.Run;
import io.millrace.policy.Policy;
import io.millrace.policy.behaviour.BehaviourPolicy;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
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
            "Where the best policy is known, plays the same episodes with it, too, and prints what it earns more. On"
                    + " problems of optimal control also prints both controls, and draws them over time.",
            "Where an episode is a plan, as in land-use, also prints the policy's plan step by step, beside those of a"
                    + " search that looks one step ahead and of random actions.",
            "In migration, also steers today's regions to a goal, beside the rules trivial and lookahead, and prints the"
                    + " steps it takes.",
            "Reads the last checkpoint in FOLDER/RUN, or the weights topic of the cluster that --bootstrap-servers"
                    + " names."
        },
        footer = {
            "",
            "Examples:",
            "  millrace evaluate consumption-s1 --episodes 20000 --report optimum.html",
            "  millrace evaluate land-use-toy --set environment.targets.kind=evaluation",
            "  millrace evaluate migration --change \"Moscow -4, Tomsk Region 1, Buryatia\" --report way.html"
        })
final class EvaluateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(
            names = "--version-of-weights",
            paramLabel = "N",
            description = "Version of the weights to judge: the newest, or one that was kept"
                    + " (learner.keep-weights-every; default: the newest).")
    private @Nullable Long version;

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
                    + " environment.targets.kind=evaluation: the same weights, judged elsewhere. What is observed and"
                    + " what can be done has to stay the same. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private GoalOptions goal = new GoalOptions();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Write a page with the controls and the optimum over time, or the way to the goal, one HTML file"
                            + " that needs no other. For allocation, consumption and migration.")
    private @Nullable Path report;

    @Option(names = "--png", paramLabel = "FILE", description = "Write the charts of that page as a PNG picture, too.")
    private @Nullable Path png;

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
        requireDifferentFiles();
        Judged judged = connection.given() ? onCluster() : inFolder();
        spec.commandLine().getOut().println(json ? judged.json() : judged.words());
        // Last, so that what was played is not lost with a disk that is full.
        judged.files().run();
        return 0;
    }

    private void requireDifferentFiles() {
        if (report != null
                && png != null
                && report.toAbsolutePath()
                        .normalize()
                        .equals(png.toAbsolutePath().normalize())) {
            throw new UserMistake("--report and --png both name " + report + ", and the second would replace the"
                    + " first. Name two files.");
        }
    }

    private Judged inFolder() {
        RunFolder folder = new RunFolder(data, run);
        RunFile file = played(folder.settings());
        Run described = file.toRun(Instant.now());
        Long asked = version;
        PublishedWeights weights = asked == null
                ? folder.weights()
                        .orElseThrow(() -> new UserMistake(
                                "Run \"" + run + "\" has no checkpoint yet. Let it learn for a while first."))
                : FolderWeights.exactly(folder, described, asked).orElseThrow(() -> notThere(asked));
        return evaluate(file, described, weights);
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
            return evaluate(file, registered, weights(bus, registered));
        }
    }

    private UserMistake notThere(long asked) {
        return new UserMistake(
                "Weights " + asked + " of run \"" + run + "\" are not there (any more). Besides the newest,"
                        + " those stay that the ledger marks as kept: \"millrace tail " + run + " updates\". Set"
                        + " learner.keep-weights-every in a run whose versions are to stay.");
    }

    private PublishedWeights weights(Bus bus, Run registered) {
        Long asked = version;
        if (asked != null) {
            return KeptWeights.exactly(bus, run, RunPolicy.layout(registered), asked)
                    .orElseThrow(() -> notThere(asked));
        }
        return KeptWeights.newest(bus, registered)
                .orElseThrow(() -> new UserMistake("Run \"" + run + "\" has no weights yet. Start its learner first."));
    }

    private Judged evaluate(RunFile file, Run registered, PublishedWeights weights) {
        file.requirePlayable();
        FittingEnvironment.requireUnchanged(file, registered, weights);
        EnvironmentParameters environment = FittingEnvironment.of(file, run, overrides);
        Migration.@Nullable Parameters steered =
                goal.of(environment, run, spec.commandLine().getErr());
        Policy policy = file.judged(registered);
        long from = seed == null ? registered.getSeed() : seed;
        List<String> otherwise = environment.equals(file.environment()) ? List.of() : overrides;
        String name = environment.create().description().name();
        Drawing drawing = drawing(environment, steered != null);
        Judgement judgement = new Evaluator(environment, policy, from)
                .judge(weights, episodes == null ? file.evaluation().episodes() : episodes);
        SteeringComparison steering = steered == null ? null : SteeringComparison.of(steered, policy, called(policy));
        Played played = new Played(run, name, from, otherwise, SettingsText.of(file.settings()));
        return new Judged(
                judgement.evaluation(),
                judgement.besideOptimum(),
                PlanComparison.of(environment, policy, from, plans).orElse(null),
                steering,
                otherwise,
                () -> drawing.write(judgement, steering, played));
    }

    private static String called(Policy policy) {
        return policy instanceof BehaviourPolicy ? "the run's rule" : "greedy policy";
    }

    /** Whatever could keep the files from being written is found before the episodes are played. */
    private Drawing drawing(EnvironmentParameters environment, boolean steers) {
        Environment created = environment.create();
        if ((report != null || png != null) && !steers && !(created instanceof OptimalControl)) {
            throw new UserMistake(
                    "--report and --png draw controls beside the best ones, or the way to a goal of regions,"
                            + " but " + created.description().name()
                            + " has none that can be drawn. Use them with allocation, consumption or migration, or leave them"
                            + " out.");
        }
        if (png != null) {
            ControlPicture.requireDrawable();
        }
        return new Drawing(
                writable(report, "The report", "--report"),
                writable(png, "The picture", "--png"),
                spec.commandLine().getErr());
    }

    private static @Nullable OutputFile writable(@Nullable Path path, String what, String option) {
        return path == null ? null : new OutputFile(path, what, "Name a file with " + option + ".").requireWritable();
    }
}
