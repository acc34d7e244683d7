package io.millrace.datasets.rows;

import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpaceWords;
import io.millrace.weights.RunPolicy;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the rows of a file have in common.
 *
 * @param environment        name
 * @param environmentVersion of its rules
 * @param observationSize    numbers in an observation; at least 1
 * @param actionSpace        what the environment accepts
 */
public record RowShape(String environment, String environmentVersion, int observationSize, ActionSpace actionSpace) {

    /** Key of the name among the metadata of a file. */
    public static final String ENVIRONMENT = "millrace.environment";
    /** Key of the version. */
    public static final String VERSION = "millrace.environment-version";
    /** Key of the action space, in the words of {@link ActionSpaceWords}. */
    public static final String ACTIONS = "millrace.actions";

    /** That of what a run records. */
    public static RowShape of(Run run) {
        return new RowShape(
                run.getEnvironment(),
                run.getEnvironmentVersion(),
                run.getObservationSize(),
                RunPolicy.actionSpace(run.getActionSpace()));
    }

    /** Whether an action is one index. */
    public boolean discrete() {
        return actionSpace instanceof ActionSpace.Discrete;
    }

    /** What a file says of itself. */
    public Map<String, String> metadata() {
        return new TreeMap<>(Map.of(
                ENVIRONMENT, environment,
                VERSION, environmentVersion,
                ACTIONS, ActionSpaceWords.of(actionSpace)));
    }
}
