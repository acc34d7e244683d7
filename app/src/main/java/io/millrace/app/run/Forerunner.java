package io.millrace.app.run;

import io.millrace.learner.InitialWeightsSource;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The run whose weights another one begins with: {@code policy.init-from}. */
public final class Forerunner {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final String name;
    private final @Nullable RunFolder folder;
    private final Bus bus;

    /** @param folder of the run that was named; null where it is looked for on the bus alone */
    Forerunner(String name, @Nullable RunFolder folder, Bus bus) {
        this.name = name;
        this.folder = folder != null && Files.isDirectory(folder.path()) ? folder : null;
        this.bus = bus;
    }

    /**
     * Names, in a run that is registered for the first time, the newest weights of the run that its settings name, if
     * they name one.
     *
     * @param folder of that run; null where it is looked for on the bus alone
     */
    public static UnaryOperator<Run> settling(RunFile file, @Nullable RunFolder folder, Bus bus) {
        return run -> {
            if (file.initFrom().isEmpty()) {
                return run;
            }
            return Run.newBuilder(run)
                    .setInitialWeights(new Forerunner(file.initFrom(), folder, bus).newest(run))
                    .build();
        };
    }

    /** The newest weights there are, which have to be of the same layout as those of {@code run}. */
    private InitialWeights newest(Run run) {
        Run forerunner = folder == null ? registered() : described(folder.settings());
        RunPolicy.layoutDifference(forerunner, run).ifPresent(difference -> {
            throw new UserMistake("policy.init-from is " + name + ", but the weights of that run do not fit: they hold "
                    + difference + ". Set environment and policy as there, or begin with other weights.");
        });
        PublishedWeights weights = (folder == null ? KeptWeights.newest(bus, forerunner) : folder.weights())
                .orElseThrow(() -> new UserMistake("policy.init-from is " + name + ", but that run has no weights yet."
                        + " Let it learn for a while first."));
        return new InitialWeights(name, weights.version(), weights.sha256());
    }

    /** Where a learner finds them. */
    static InitialWeightsSource source(@Nullable RunFolder folder, Bus bus, Run run) {
        return folder != null && Files.isDirectory(folder.path())
                ? wanted -> folder.weights()
                : InitialWeightsSource.onTopic(bus, run);
    }

    /**
     * Where somebody finds them who learns again what a run learned.
     *
     * @param folder of that run, whether or not it is there
     */
    public static InitialWeightsSource ofRegistered(RunFolder folder, Bus bus, Run run) {
        InitialWeights begun = run.getInitialWeights();
        return source(begun == null ? null : folder.sibling(begun.getRun()), bus, run);
    }

    private Run registered() {
        List<String> there =
                new RunRegistry(bus).all().stream().map(Run::getRun).toList();
        if (!there.contains(name)) {
            throw new UserMistake("policy.init-from is " + name + ", but there is no such run here. Runs there are: "
                    + (there.isEmpty() ? "none" : String.join(", ", there)) + ".");
        }
        return new RunRegistry(bus).await(name, DEADLINE);
    }

    private Run described(Settings settings) {
        if (!settings.has("environment.name")) {
            throw new UserMistake("policy.init-from is " + name + ", but that run prices by sales and has no weights of"
                    + " a network. Name another.");
        }
        return RunFile.of(settings).toRun(Instant.EPOCH);
    }
}
