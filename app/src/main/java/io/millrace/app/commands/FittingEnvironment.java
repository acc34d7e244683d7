package io.millrace.app.commands;

import io.millrace.app.run.RunFile;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.Description;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Migration;
import io.millrace.messages.Run;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.util.ArrayList;
import java.util.List;

/** The environment in which a run's weights are judged: one that shows what they learned from and accepts what they give. */
final class FittingEnvironment {

    private FittingEnvironment() {}

    /**
     * The run's own environment with other settings.
     *
     * @param overrides each {@code environment.key=value}; may be none
     * @throws UserMistake if observations or actions would be others
     */
    static EnvironmentParameters of(RunFile file, String run, List<String> overrides) {
        EnvironmentParameters played = file.withEnvironment(overrides);
        List<String> differences = differences(run, file.environment().create(), played.create());
        if (!differences.isEmpty()) {
            throw new UserMistake("With " + String.join(", ", overrides) + " " + String.join(", and ", differences)
                    + ". Set only what leaves observations and actions as they are.");
        }
        return played;
    }

    private static List<String> differences(String run, Environment learned, Environment played) {
        Description before = learned.description();
        Description after = played.description();
        List<String> differences = new ArrayList<>();
        if (learned instanceof Migration those
                && played instanceof Migration these
                && those.regions().size() != these.regions().size()) {
            differences.add("there are " + these.regions().size() + " regions, but run \"" + run
                    + "\" learned to steer " + those.regions().size());
            return differences;
        }
        if (before.observationSize() != after.observationSize()) {
            differences.add("an observation has " + after.observationSize() + " numbers, but run \"" + run
                    + "\" learned from " + before.observationSize() + " numbers");
        }
        if (!before.actionSpace().equals(after.actionSpace())) {
            differences.add("an action is " + after.actionSpace() + ", but run \"" + run + "\" learned "
                    + before.actionSpace());
        }
        return differences;
    }

    /**
     * Refuses weights that were learned when a file that the settings name held something else, such as a table with
     * another number of regions.
     *
     * @param registered the run as it was registered, or as its settings describe it today
     */
    static void requireUnchanged(RunFile file, Run registered, PublishedWeights weights) {
        int today = file.environment().create().description().observationSize();
        int needed = RunPolicy.layout(registered).parameterCount();
        if (today != registered.getObservationSize() || needed != weights.parameters().length) {
            throw new UserMistake("The weights of run \"" + registered.getRun() + "\" have "
                    + weights.parameters().length + " numbers, which do not fit its environment as it is today: an"
                    + " observation has " + today + " numbers, and actions are "
                    + file.environment().create().description().actionSpace()
                    + ". A file that its settings name, such as environment.table, has changed since it learned. Put"
                    + " that back, or learn anew under another name.");
        }
    }
}
