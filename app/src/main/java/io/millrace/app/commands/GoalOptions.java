package io.millrace.app.commands;

import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Migration;
import io.millrace.env.environments.Migration.Goal;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where regions are to be steered to. */
final class GoalOptions {

    @Option(
            names = "--goal",
            paramLabel = "FILE",
            description = "Where to steer to instead of the run's own goal: a table with the columns region and share"
                    + " (of one) and a line for every region. For migration.")
    private @Nullable Path file;

    @Option(
            names = "--change",
            paramLabel = "CHANGES",
            description = "The same as changes of today's shares in percentage points, by name in either language:"
                    + " --change \"Moscow -4, Saint Petersburg 1, Tomsk Region 3\". What one gains others lose; regions"
                    + " without a number share equally what the others leave. May be repeated.")
    private List<String> changes = new ArrayList<>();

    /** Whether a goal is asked for, and not only the run's own. */
    boolean given() {
        return file != null || !changes.isEmpty();
    }

    /**
     * The environment with the goal that is to be steered to.
     *
     * @param told where it is said what the goal may ask too much, or why the run's own is not played
     * @return null where nothing is steered to a goal
     * @throws UserMistake if the options name none that can be
     */
    Migration.@Nullable Parameters of(EnvironmentParameters environment, String run, PrintWriter told) {
        if (!(environment instanceof Migration.Parameters migration)) {
            if (given()) {
                throw new UserMistake("--goal and --change steer regions, but run \"" + run + "\" plays "
                        + environment.create().description().name() + ", which has none. Leave them out.");
            }
            return null;
        }
        if (file != null && !changes.isEmpty()) {
            throw new UserMistake("--goal gives every share and --change changes today's, so together they say two"
                    + " things. Leave one of them out.");
        }
        try {
            Migration.Parameters steered = migration.steeredTo(given() ? goal() : migration.goal());
            steered.goalAmong(steered.regions()).warnings().forEach(told::println);
            return steered;
        } catch (IllegalArgumentException refused) {
            if (given()) {
                throw new UserMistake(String.valueOf(refused.getMessage()), refused);
            }
            told.println("The run's own goal is not played: " + refused.getMessage()
                    + " Another one is named with --goal or --change.");
            return null;
        }
    }

    private Goal goal() {
        if (file == null) {
            return new Goal(
                    changes.stream()
                            .flatMap(some -> Arrays.stream(some.split(",", -1)))
                            .map(String::strip)
                            .filter(change -> !change.isEmpty())
                            .toList(),
                    "");
        }
        if (!Files.exists(file)) {
            throw new UserMistake("There is no file " + file + ". --goal names a table with the columns region and"
                    + " share. Changes by name are given as --change \"Moscow -4, Saint Petersburg 4\".");
        }
        return new Goal(List.of(), file.toString());
    }
}
